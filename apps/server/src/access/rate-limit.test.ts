import { expect, test } from 'vitest';
import { TokenBucket } from './rate-limit.ts';

test('a bucket gives its burst, then its rate, and never saves more than its burst', () => {
  let now = 0;
  const bucket = new TokenBucket({ burst: 3, perSecond: 2 }, () => now);
  const takeAll = (): number => {
    let taken = 0;
    while (bucket.take()) taken += 1;
    return taken;
  };
  expect(takeAll()).toBe(3);
  now += 499;
  expect(takeAll()).toBe(0);
  now += 1;
  expect(takeAll()).toBe(1);
  now += 3_600_000;
  expect(takeAll()).toBe(3);
});
