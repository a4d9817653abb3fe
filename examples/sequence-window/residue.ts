// A hundred keys: the numbers of one key are a hundred apart.
export default (number: number): string => String(number % 100);
