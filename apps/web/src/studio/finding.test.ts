import { nodeId } from '@potoroo/shared/ids';
import { type Pipeline, pipelineFormat, pipelineVersion } from '@potoroo/shared/pipeline';
import { expect, test } from 'vitest';
import { always, type Command } from '../commands/command.ts';
import { find, type Found } from './finding.ts';

const command = (title: string, words: readonly string[] = []): Command => ({
  id: title,
  title,
  group: 'View',
  keys: [],
  scope: 'studio',
  words,
  obstacle: always,
  run: () => undefined,
});
const commands = [command('Zoom out'), command('Fit the view', ['zoom', 'overview']), command('Undo')];
const at = (id: string, name: string) => ({ id: nodeId(id), name, position: { x: 0, y: 0 } });
const pipeline: Pipeline = {
  format: pipelineFormat,
  version: pipelineVersion,
  name: 'P',
  description: '',
  types: 'type Order = {\n  symbol: string;\n};',
  nodes: [
    { kind: 'key', ...at('key', 'By symbol'), code: '(order) => order.symbol' },
    { kind: 'sink', ...at('orders', 'Orders'), connector: { type: 'live' }, encode: null },
    { kind: 'note', ...at('note', 'Note'), text: 'about the symbol', size: { width: 1, height: 1 } },
  ],
  edges: [],
};
const told = (found: Found): string => {
  switch (found.type) {
    case 'command':
      return found.command.title;
    case 'node':
      return `node ${found.node.name}`;
    case 'code':
      return `${found.node?.name ?? 'types'} ${found.field} ${found.line}:${found.column} ${found.text}`;
  }
};
const foundFor = (query: string): readonly string[] => find({ query, commands, pipeline }).map(told);

test('nothing typed lists the commands', () => {
  expect(foundFor(' ')).toEqual(['Zoom out', 'Fit the view', 'Undo']);
});

test('all words must occur, in titles, groups or other words; what begins with the first comes first', () => {
  expect(foundFor('zoom')).toEqual(['Zoom out', 'Fit the view']);
  expect(foundFor('view fit')).toEqual(['Fit the view']);
  expect(foundFor('undo')).toEqual(['Undo']);
  expect(foundFor('zoom undo')).toEqual([]);
});

test('nodes are found by name, id and text, and code by line and column, the shared types too', () => {
  expect(foundFor('SYMBOL')).toEqual([
    'node By symbol',
    'node Note',
    'By symbol code 1:18 (order) => order.symbol',
    'types types 2:3 symbol: string;',
  ]);
  expect(foundFor('orders')).toEqual(['node Orders']);
});

test('without a project there are only commands, and a flood of lines is cut', () => {
  expect(find({ query: 'symbol', commands, pipeline: null })).toEqual([]);
  const long = { ...pipeline, types: 'x symbol\n'.repeat(500) };
  expect(find({ query: 'x symbol', commands: [], pipeline: long })).toHaveLength(30);
});
