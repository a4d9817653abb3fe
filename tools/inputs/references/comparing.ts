/** Compares outputs with what was expected: as multisets, and in order within each key. Null means equal. */

/** Says what is missing and what is too much, a few of each. */
export function compareMultisets(actual: readonly string[], expected: readonly string[]): string | null {
  const balance = new Map<string, number>();
  for (const text of expected) balance.set(text, (balance.get(text) ?? 0) + 1);
  for (const text of actual) balance.set(text, (balance.get(text) ?? 0) - 1);
  const missing = [...balance].filter(([, count]) => count > 0);
  const surplus = [...balance].filter(([, count]) => count < 0);
  if (missing.length === 0 && surplus.length === 0) return null;
  const few = (entries: readonly (readonly [string, number])[]): string =>
    entries
      .slice(0, 3)
      .map(([text, count]) => `${Math.abs(count)} x ${JSON.stringify(text)}`)
      .join(', ') || 'nothing';
  return `of ${expected.length} expected, ${actual.length} came; missing ${few(missing)}; too much ${few(surplus)}`;
}

/** A multiset comparison that also holds the order within each key. */
export function compareByKey(
  actual: readonly string[],
  expected: readonly string[],
  keyOf: (text: string) => string,
): string | null {
  const difference = compareMultisets(actual, expected);
  if (difference !== null) return difference;
  const arrived = groupByKey(actual, keyOf);
  for (const [key, wanted] of groupByKey(expected, keyOf)) {
    const came = arrived.get(key) ?? [];
    const at = wanted.findIndex((text, index) => came[index] !== text);
    if (at >= 0)
      return `key ${JSON.stringify(key)}: at ${at} came ${JSON.stringify(came[at])}, expected ${JSON.stringify(wanted[at])}`;
  }
  return null;
}

function groupByKey(texts: readonly string[], keyOf: (text: string) => string): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const text of texts) {
    const key = keyOf(text);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [text]);
    else group.push(text);
  }
  return groups;
}
