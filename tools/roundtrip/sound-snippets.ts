/**
 * Snippets that compile and do something, in the many ways in which people write functions: bare, typed, named, with helpers,
 * comments, memory, odd formatting, hostile texts. All of them take and give an `Item`, so that any may follow any other,
 * and what they give does not depend on the order in which records of several streams arrive.
 */
import { below, pick, type Random } from '../inputs/random.ts';
import { hostileTexts } from './hostile-texts.ts';

export const itemTypes: readonly string[] = [
  'type Item = { id: number; group: string; value: number; tags: string[] };',
  '/** What flows. */\ninterface Item {\n  id: number;\n  group: string;\n  value: number;\n  tags: string[];\n}',
  '// Shared.\ntype Group = string;\ntype Item = { id: number; group: Group; value: number; tags: string[] };\n/** Of one group. */\ntype Tally = { count: number };',
];

/** A string literal as a careless person writes it: in any quotes, with what it says escaped by JSON. */
export const quoted = (text: string): string =>
  JSON.stringify(text).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');

export function generateSnippet(random: Random): string {
  const groups = 1 + below(random, 9);
  return pick(random, [
    `(index: number): Item => ({ id: index, group: 'g' + (index % ${groups}), value: index * 1.5, tags: [] })`,
    `(index, _memory, random) => ({ id: index, group: \`g\${Math.floor(random() * ${groups})}\`, value: random(), tags: ['r'] }) as Item`,
    `// Every third is left out.\nexport default function generate(index: number): Item | null {\n  if (index % 3 === 2) return null;\n  return { id: index, group: name(index), value: index, tags: [] };\n}\n\nconst groups = ${groups};\n\n/* By number. */\nfunction name(index: number): string {\n  return 'g' + (index % groups);\n}`,
    `export const memory = (): Memory => ({ seen: 0 });\n\ntype Memory = { seen: number };\n\nexport default (index: number, memory: Memory): Item => {\n  memory.seen += 1;\n  return { id: index, group: \`g\${memory.seen % ${groups}}\`, value: memory.seen, tags: [ 'a','b' ] };\n};`,
  ]);
}

/** Of text lines, as a decoder of bytes. */
export const decodeSnippet = (random: Random): string =>
  pick(random, [
    `(bytes: Uint8Array): Item => ({ id: bytes.length, group: String.fromCharCode(bytes[0] ?? 0), value: bytes[1] ?? 0, tags: [] })`,
    `export default function decode(bytes: Uint8Array): Item | null {\n  const text = String.fromCharCode(...bytes); // ASCII\n  return text === '' ? null : { id: text.length, group: text.charAt(0), value: 1, tags: text.split(' ') };\n}`,
  ]);

export function computationSnippet(random: Random): string {
  const number = 1 + below(random, 50);
  const text = quoted(pick(random, hostileTexts));
  return pick(random, [
    '(item) => item',
    `(item) => ({ ...item, value: item.value + ${number} })`,
    `(item: Item): Item[] => [item, { ...item, id: item.id + ${number} }]`,
    `(item) => (item.id % ${1 + (number % 4)} === 0 ? item : null)`,
    `(item) => { // why not\n    const   { id, ...rest } = item\n    return { ...rest, id : id* ${number} }   }`,
    `(item) => ({ ...item, tags: [...item.tags, ${text}] })`,
    `(item) => ({ ...item, tags: [\`\${item.group}\n  of two lines\`] })`,
    `function (item: Item): Item { return { ...item, group: item.group.toUpperCase() }; }`,
    `export default function double(item: Item): Item {\n  return { ...item, value: twice(item.value) };\n}\n\n// A helper.\nconst factor = 2;\n\nfunction twice(value: number): number {\n  return value * factor;\n}`,
    `/** Said first. */\nexport default (item: Item, { key }: Context): Item => ({ ...item, tags: [key, ...item.tags] });`,
    `export default (item) => helper(item);\n\nfunction helper(item: Item): Item | null {\n  for (const tag of item.tags) if (tag === ${text}) return null;\n  return item;\n}`,
    `export { tagged as default };\nconst tagged = (item: Item): Item => ({ ...item, tags: [${text}] });`,
    `const limit = ${number}; // top of the file\n\nexport default (item: Item): Item | undefined => {\n  if (item.value > limit) return { ...item, value: limit };\n  return undefined;\n};`,
    `/* ${text.replaceAll('*/', '* /')} */ (item) => item /* behind */`,
    `class Counter {}\nexport default (item: Item): Item => ({ ...item, tags: [new Counter().constructor.name] });`,
  ]);
}

export const keySnippet = (random: Random): string =>
  pick(random, [
    '(item) => item.group',
    '(item: Item): string => item.group.toLowerCase()',
    "export default function key({ group, id }: Item): string {\n  return group + (id % 2 === 0 ? '' : '-odd');\n}",
    '({ tags, group }) => tags[0] ?? group',
  ]);

export const initialSnippet = (random: Random): string =>
  pick(random, [
    '() => ({ count: 0 })',
    '(): { count: number } => ({ count: 0 })',
    '// Nothing yet.\nexport default (_key: string) => ({ count: start });\n\nconst start = 0;',
    'function initial() {\n  return { count: 0 };\n}',
  ]);

/** Counts, so that the outputs of a key are the same whichever record came first. */
export const stateSnippet = (random: Random): string =>
  pick(random, [
    '(_item, state, { key }): Item => ({ id: ++state.count, group: key, value: 0, tags: [] })',
    '(_item: Item, state: { count: number }, { key }: Context): Item | null => {\n  state.count += 1;\n  return state.count % 2 === 0 ? null : { id: state.count, group: key, value: 1, tags: [] };\n}',
    `// Every record puts out the new total.\nexport default function count(_item: Item, state: { count: number }, context: Context): Item[] {\n  state.count += step;\n  return [item(context.key, state.count)];\n}\n\nconst step = 1;\n\nconst item = (group: string, id: number): Item => ({ id, group, value: id / 2, tags: [${quoted(pick(random, hostileTexts))}] });`,
  ]);

/** Of a state that others count in too: what comes out says nothing of it. */
export const sharedStateSnippet = (random: Random): string =>
  pick(random, [
    '(item, _state, { key }) => ({ ...item, group: key })',
    'export default (item: Item, state: { count: number }): Item => {\n  if (state.count < 0) throw new Error("never");\n  return { ...item, tags: [] };\n};',
  ]);

export const encodeSnippet = (random: Random): string =>
  pick(random, [
    '(item) => `${item.id} ${item.group}`',
    '(item: Item): string => JSON.stringify(item)',
    "export default function encode(item: Item): string {\n  return [item.id, item.group, item.value.toFixed(2), item.tags.join('|').replaceAll('\\n', ' ')].join(';').replaceAll(/[\\r\\n]/g, ' ');\n}",
  ]);
