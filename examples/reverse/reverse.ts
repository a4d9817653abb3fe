// By code points, so that an emoji survives.
export default (text: string): string => Array.from(text).reverse().join('');
