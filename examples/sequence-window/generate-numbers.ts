export default (index: number): number => index + 1;
