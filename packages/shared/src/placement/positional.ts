/** Schemes that compute a position in the list of members: modulo, and jump (Lamping and Veach, 2014, arXiv:1406.2294). Pure. */
import { type Hash, type Layout, layoutFrom, type Member, memberAt } from './scheme.ts';

/** The remainder of the hash by the number of members: spread well, and nearly everything moves when that number changes. */
export const modulo = (members: readonly Member[]): Layout =>
  layoutFrom((present) => (hash) => memberAt(present, hash % present.length), members);

/**
 * Jump: no table at all, and a member that joins takes exactly its share. But only the last one can leave cheaply: when
 * another does, the positions behind it shift.
 */
export const jump = (members: readonly Member[]): Layout =>
  layoutFrom((present) => (hash) => memberAt(present, jumpBucket(hash, present.length)), members);

const multiplierHigh = 0x27bb2ee6;
const multiplierLow = 0x87b0b0fd;

/** The bucket of a key among `buckets`; the generator of 64 bits is computed in two halves. */
export function jumpBucket(key: Hash, buckets: number): number {
  let [high, low] = [0, key >>> 0];
  let bucket = -1;
  for (let next = 0; next < buckets;) {
    bucket = next;
    const carried = highProduct(low, multiplierLow);
    high = (carried + Math.imul(low, multiplierHigh) + Math.imul(high, multiplierLow)) >>> 0;
    low = (Math.imul(low, multiplierLow) >>> 0) + 1;
    if (low > 0xffffffff) [high, low] = [(high + 1) >>> 0, 0];
    next = Math.floor((bucket + 1) * (2 ** 31 / ((high >>> 1) + 1)));
  }
  return bucket;
}

/** The upper 32 of the 64 bits of a product. */
function highProduct(a: number, b: number): number {
  const [aHigh, aLow, bHigh, bLow] = [a >>> 16, a & 0xffff, b >>> 16, b & 0xffff];
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const other = aLow * bHigh + (middle % 0x10000);
  return (aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(other / 0x10000)) >>> 0;
}
