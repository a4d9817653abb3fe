/** `list`: the examples with their sources and sinks, so that the names for `--source` and `--sink` are at hand. */
import { readExamples } from '../compiler/examples.ts';
import { printable } from './printable.ts';

export type ListedExample = {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly sources: readonly string[];
  readonly sinks: readonly string[];
};

export function listExamples(directory: string): readonly ListedExample[] {
  return readExamples(directory).map(({ name, document }) => ({
    name,
    title: document.name,
    description: document.description,
    sources: document.nodes.filter(({ kind }) => kind === 'source').map(({ id }) => id),
    sinks: document.nodes.filter(({ kind }) => kind === 'sink').map(({ id }) => id),
  }));
}

export function listText(examples: readonly ListedExample[]): string {
  const width = Math.max(0, ...examples.map(({ name }) => name.length));
  const lines = examples.flatMap(({ name, title, description, sources, sinks }) => [
    `${name.padEnd(width)}  ${title}`,
    ...(description === '' ? [] : [`${' '.repeat(width)}  ${description.split('\n')[0]}`]),
    `${' '.repeat(width)}  sources: ${names(sources)}; sinks: ${names(sinks)}`,
  ]);
  return printable(`${lines.join('\n')}\n`);
}

const names = (ids: readonly string[]): string => (ids.length === 0 ? 'none' : ids.join(', '));
