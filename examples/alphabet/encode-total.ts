import type { Total } from './types.ts';

export default (total: Total): string => `${total.letter} => ${total.total}`;
