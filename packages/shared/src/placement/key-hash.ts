/**
 * Key -> slot. FNV-1a (Fowler, Noll, Vo) over the UTF-8 bytes of the key, with its high bits folded in, because FNV's low
 * bits alone spread short keys badly. Computed from the text, without making its bytes.
 */

const offsetBasis = 0x811c9dc5;
const prime = 0x01000193;

export function hashText(key: string): number {
  let hash = offsetBasis;
  for (let i = 0; i < key.length; i++) {
    const code = key.charCodeAt(i);
    if (code > 127) return hashWide(key, i, hash);
    hash = Math.imul(hash ^ code, prime);
  }
  return fold(hash);
}

export const slotOf = (hash: number, slots: number): number => hash & (slots - 1);

function fold(hash: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (mixed ^ (mixed >>> 13)) >>> 0;
}

/** The rest of a key from its first character beyond ASCII on. */
function hashWide(key: string, from: number, before: number): number {
  let hash = before;
  const take = (byte: number): void => {
    hash = Math.imul(hash ^ byte, prime);
  };
  for (const character of key.slice(from)) {
    const read = character.codePointAt(0) ?? 0;
    const point = read >= 0xd800 && read <= 0xdfff ? 0xfffd : read;
    if (point < 0x80) {
      take(point);
      continue;
    }
    if (point < 0x800) take(0xc0 | (point >> 6));
    else if (point < 0x10000) {
      take(0xe0 | (point >> 12));
      take(0x80 | ((point >> 6) & 63));
    } else {
      take(0xf0 | (point >> 18));
      take(0x80 | ((point >> 12) & 63));
      take(0x80 | ((point >> 6) & 63));
    }
    take(0x80 | (point & 63));
  }
  return fold(hash);
}
