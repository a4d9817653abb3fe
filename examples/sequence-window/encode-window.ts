import type { Window } from './types.ts';

export default (window: Window): string => `[${window.numbers.join(',')}]`;
