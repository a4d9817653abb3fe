/** What can be commanded about where nodes lie. */
import type { Command } from '../../commands/command.ts';
import { selectedIn, useFlow } from '../canvas/flow-store.ts';
import { useDocument } from '../document/document-store.ts';
import type { Alignment, Axis } from './align.ts';
import { align, distribute, frameSelected, isLayingOut, layOut } from './arrange-actions.ts';

const needs = (least: 2 | 3) => (): string | null =>
  selectedIn(useFlow.getState()).nodes.length < least ? `Select ${least === 2 ? 'two' : 'three'} nodes or more.` : null;

const alignments: readonly (readonly [Alignment, string])[] = [
  ['left', 'Align left'],
  ['centre', 'Align centres'],
  ['right', 'Align right'],
  ['top', 'Align tops'],
  ['middle', 'Align middles'],
  ['bottom', 'Align bottoms'],
];
const axes: readonly (readonly [Axis, string])[] = [
  ['horizontal', 'Distribute horizontally'],
  ['vertical', 'Distribute vertically'],
];

export const alignCommands = alignments.map(([alignment, title]) => ({
  icon: `align-${alignment}` as const,
  command: {
    id: `align-${alignment}`,
    title,
    group: 'Arrange',
    keys: [],
    scope: 'canvas',
    obstacle: needs(2),
    run: () => align(alignment),
  } satisfies Command,
}));

export const distributeCommands = axes.map(([axis, title]) => ({
  icon: `distribute-${axis}` as const,
  command: {
    id: `distribute-${axis}`,
    title,
    group: 'Arrange',
    keys: [],
    scope: 'canvas',
    words: ['space', 'gaps'],
    obstacle: needs(3),
    run: () => distribute(axis),
  } satisfies Command,
}));

export const layOutCommand: Command = {
  id: 'lay-out',
  title: 'Lay out everything',
  group: 'Arrange',
  keys: ['L'],
  scope: 'canvas',
  words: ['tidy', 'arrange', 'auto-layout'],
  obstacle: () => {
    if (isLayingOut()) return 'A layout is being worked out.';
    return (useDocument.getState().pipeline?.nodes.length ?? 0) === 0 ? 'There is nothing to lay out.' : null;
  },
  run: () => void layOut(),
};

const frameCommand: Command = {
  id: 'frame',
  title: 'Frame what is selected',
  group: 'Arrange',
  keys: ['G'],
  scope: 'canvas',
  words: ['group', 'note', 'box'],
  obstacle: () => (selectedIn(useFlow.getState()).nodes.length === 0 ? 'No node is selected.' : null),
  run: frameSelected,
};

export const arrangeCommands: readonly Command[] = [
  layOutCommand,
  frameCommand,
  ...[...alignCommands, ...distributeCommands].map(({ command }) => command),
];
