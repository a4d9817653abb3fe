/** If a full storage could throw where a project is opened, no project would open any more. */
import { afterEach, expect, test, vi } from 'vitest';
import { recall, remember } from './remembered.ts';

afterEach(() => vi.unstubAllGlobals());

function storage(room: number): Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> {
  const kept = new Map<string, string>();
  return {
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, text) => {
      if (text.length > room) throw new DOMException('exceeded the quota', 'QuotaExceededError');
      kept.set(name, text);
    },
    removeItem: (name) => void kept.delete(name),
  };
}

test('what is remembered is recalled until it is forgotten, by the browser or by the tab alone', () => {
  vi.stubGlobal('localStorage', storage(9));
  vi.stubGlobal('sessionStorage', storage(9));
  remember('a', 'one');
  remember('a', 'two', 'tab');
  expect([recall('a'), recall('a', 'tab'), recall('b')]).toEqual(['one', 'two', null]);
  remember('a', null);
  expect([recall('a'), recall('a', 'tab')]).toEqual([null, 'two']);
});

test('a storage without room keeps what it had, and nothing is thrown', () => {
  vi.stubGlobal('localStorage', storage(3));
  remember('a', 'one');
  remember('a', 'longer');
  expect(recall('a')).toBe('one');
});

test('a storage that is closed to the page remembers nothing, and nothing is thrown', () => {
  Object.defineProperty(globalThis, 'localStorage', {
    configurable: true,
    get: () => {
      throw new DOMException('denied', 'SecurityError');
    },
  });
  remember('a', 'one');
  expect(recall('a')).toBeNull();
  Reflect.deleteProperty(globalThis, 'localStorage');
});
