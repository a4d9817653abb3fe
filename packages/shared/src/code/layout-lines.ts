/** How a call is laid out on lines of at most `widthMax` characters, as a formatter would have it. */

export const widthMax = 120;

/** A property of an object literal; the value is code. */
export type Property = readonly [name: string, value: string];
/** Code, or an object that may be spread over lines. */
export type Argument = string | readonly Property[];

/** `before(…)after`, on one line where it fits, else with the last object spread, else with each argument on its own line. */
export function callText(before: string, given: readonly Argument[], after: string): string {
  const written = given.filter(saysSomething);
  const line = `${inlineCall(before, written)}${after}`;
  // A function that is written in place brings lines of its own.
  if (line.length <= widthMax || line.includes('\n')) return line;
  const last = written.at(-1);
  const ahead = written.slice(0, -1).map(inline).join(', ');
  const head = `${before}(${ahead}${ahead === '' ? '' : ', '}{`;
  if (last !== undefined && typeof last !== 'string' && head.length <= widthMax)
    return [head, ...last.map(propertyLine), `})${after}`].join('\n');
  return [`${before}(`, ...written.map((argument) => `  ${inline(argument)},`), `)${after}`].join('\n');
}

/** On one line, however long. */
export const inlineCall = (before: string, given: readonly Argument[]): string =>
  `${before}(${given.filter(saysSomething).map(inline).join(', ')})`;

/** An object without properties is left out. */
const saysSomething = (argument: Argument): boolean => argument.length > 0;

function propertyLine([name, value]: Property): string {
  const line = `  ${name}${name === value ? '' : `: ${value}`},`;
  return line.length <= widthMax || !value.startsWith("'") ? line : `  ${name}:\n    ${value},`;
}

function inline(argument: Argument): string {
  if (typeof argument === 'string') return argument;
  return `{ ${argument.map(([name, value]) => (name === value ? name : `${name}: ${value}`)).join(', ')} }`;
}
