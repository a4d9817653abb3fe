import type { Window } from './types.ts';

export default function slide(number: number, window: Window): Window {
  window.numbers.push(number);
  window.numbers.shift();
  return { numbers: [...window.numbers] };
}
