/** A name that is cut is a guess: what is drawn must be whole wherever there is a way. */
import { expect, test } from 'vitest';
import { letteringOf } from './lettering.ts';

test('a name is large in one line, else in several, else smaller, and cut only where nothing helps', () => {
  expect(letteringOf('Check order', { width: 160, height: 40 })).toEqual({ lines: ['Check order'], size: 11 });
  expect(letteringOf('Check order', { width: 60, height: 40 })).toEqual({ lines: ['Check', 'order'], size: 11 });
  expect(letteringOf('Check order', { width: 62, height: 12 })).toEqual({ lines: ['Check order'], size: 8 });
  expect(letteringOf('Rejections', { width: 56, height: 14 })).toEqual({ lines: ['Rejections'], size: 8 });
  expect(letteringOf('Rejections', { width: 40, height: 40 })).toEqual({ lines: ['Rejec…'], size: 8 });
  expect(letteringOf('Rejections', { width: 18, height: 40 })).toBeNull();
  expect(letteringOf('Rejections', { width: 90, height: 6 })).toBeNull();
});
