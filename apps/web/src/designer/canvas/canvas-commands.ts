/** What can be commanded on the canvas, as data: titles, keys, when it can act. What it does is in the actions it calls. */
import type { NodeId } from '@potoroo/shared/ids';
import { always, type Command } from '../../commands/command.ts';
import { useDocument } from '../document/document-store.ts';
import { useProject } from '../document/project-store.ts';
import { pickAtPointer, pickFollower, pickTarget } from '../adding/open-picker.ts';
import { copied, copyToSystem, cut, duplicate, pasteFromSystem } from '../clipboard/clipboard-actions.ts';
import { hasOutput } from '../graph/connection-rules.ts';
import { redoAloud, removeAndBridge, removeSelected, selectAll, undoAloud } from './canvas-actions.ts';
import { fullScreenCommand } from '../code/full-screen.ts';
import { theNode } from './the-node.ts';
import { select, selectedIn, useFlow } from './flow-store.ts';
import { toggleOutline } from '../outline/outline-store.ts';
import { toggleMinimap } from './minimap-store.ts';
import { fit, fitSelection, pan, zoomIn, zoomOut, zoomToLife } from './view.ts';

const needsProject = (): string | null => (useProject.getState().id === null ? 'Open a project first.' : null);
const needsSelection = (): string | null => {
  const { nodes, edges } = selectedIn(useFlow.getState());
  return nodes.length + edges.length === 0 ? 'Nothing is selected.' : null;
};
const needsNodes = (): string | null =>
  selectedIn(useFlow.getState()).nodes.length === 0 ? 'No node is selected.' : null;

function needsOutput(): string | null {
  const node = theNode();
  if (node === null) return 'Choose a node first.';
  return hasOutput(node.kind) ? null : `Nothing can follow ${node.name}.`;
}
function ofTheNode(act: (id: NodeId) => void): void {
  const node = theNode();
  if (node !== null) act(node.id);
}

export const undoCommand: Command = {
  id: 'undo',
  title: 'Undo',
  group: 'Edit',
  keys: ['Mod+Z'],
  scope: 'studio',
  obstacle: () => (useDocument.getState().history.past.length === 0 ? 'Nothing to undo.' : null),
  run: undoAloud,
};
export const redoCommand: Command = {
  id: 'redo',
  title: 'Redo',
  group: 'Edit',
  keys: ['Mod+Shift+Z', 'Mod+Y'],
  scope: 'studio',
  obstacle: () => (useDocument.getState().history.future.length === 0 ? 'Nothing to redo.' : null),
  run: redoAloud,
};
export const zoomOutCommand: Command = {
  id: 'zoom-out',
  title: 'Zoom out',
  group: 'View',
  keys: ['-'],
  scope: 'canvas',
  obstacle: always,
  run: zoomOut,
};
export const zoomInCommand: Command = {
  id: 'zoom-in',
  title: 'Zoom in',
  group: 'View',
  keys: ['+', '='],
  scope: 'canvas',
  obstacle: always,
  run: zoomIn,
};
export const fitCommand: Command = {
  id: 'fit',
  title: 'Fit the view',
  group: 'View',
  keys: ['F'],
  scope: 'canvas',
  words: ['zoom', 'all', 'overview'],
  obstacle: always,
  run: fit,
};

export const outlineCommand: Command = {
  id: 'outline',
  title: 'Show or hide the outline',
  group: 'View',
  keys: ['O'],
  scope: 'canvas',
  words: ['tree', 'list', 'screen reader'],
  obstacle: needsProject,
  run: toggleOutline,
};

const panning = [
  { id: 'pan-left', title: 'Pan left', keys: ['ArrowLeft'], steps: { x: -1, y: 0 } },
  { id: 'pan-right', title: 'Pan right', keys: ['ArrowRight'], steps: { x: 1, y: 0 } },
  { id: 'pan-up', title: 'Pan up', keys: ['ArrowUp'], steps: { x: 0, y: -1 } },
  { id: 'pan-down', title: 'Pan down', keys: ['ArrowDown'], steps: { x: 0, y: 1 } },
].map(({ steps, ...rest }): Command => ({
  ...rest,
  group: 'View',
  scope: 'canvas',
  obstacle: always,
  run: () => pan(steps),
}));

export const canvasCommands: readonly Command[] = [
  undoCommand,
  redoCommand,
  {
    id: 'delete',
    title: 'Delete what is selected',
    group: 'Edit',
    keys: ['Delete', 'Backspace'],
    scope: 'canvas',
    words: ['remove'],
    obstacle: needsSelection,
    run: removeSelected,
  },
  {
    id: 'delete-and-reconnect',
    title: 'Delete and reconnect',
    group: 'Edit',
    keys: ['Mod+Delete', 'Mod+Backspace'],
    scope: 'canvas',
    words: ['remove', 'bridge'],
    obstacle: needsNodes,
    run: removeAndBridge,
  },
  {
    id: 'copy',
    title: 'Copy',
    group: 'Edit',
    keys: ['Mod+C'],
    scope: 'canvas',
    heardByBrowser: true,
    obstacle: needsNodes,
    run: () => void copyToSystem(copied()),
  },
  {
    id: 'cut',
    title: 'Cut',
    group: 'Edit',
    keys: ['Mod+X'],
    scope: 'canvas',
    heardByBrowser: true,
    obstacle: needsNodes,
    run: () => void copyToSystem(cut()),
  },
  {
    id: 'paste',
    title: 'Paste',
    group: 'Edit',
    keys: ['Mod+V'],
    scope: 'canvas',
    heardByBrowser: true,
    obstacle: needsProject,
    run: () => void pasteFromSystem(),
  },
  {
    id: 'duplicate',
    title: 'Duplicate',
    group: 'Edit',
    keys: ['Mod+D'],
    scope: 'canvas',
    obstacle: needsNodes,
    run: duplicate,
  },
  {
    id: 'add-node',
    title: 'Add a node',
    group: 'Add',
    keys: ['/', 'Tab'],
    scope: 'studio',
    words: ['palette', 'new', 'quick'],
    obstacle: needsProject,
    run: pickAtPointer,
  },
  {
    id: 'add-after',
    title: 'Add a node after this one',
    group: 'Add',
    keys: ['A'],
    scope: 'canvas',
    words: ['follow', 'next', 'connect'],
    obstacle: needsOutput,
    run: () => ofTheNode(pickFollower),
  },
  {
    id: 'connect',
    title: 'Connect…',
    group: 'Connect',
    keys: ['C'],
    scope: 'canvas',
    words: ['edge', 'wire', 'lead'],
    obstacle: needsOutput,
    run: () => ofTheNode(pickTarget),
  },
  {
    id: 'select-all',
    title: 'Select everything',
    group: 'Select',
    keys: ['Mod+A'],
    scope: 'canvas',
    obstacle: needsProject,
    run: selectAll,
  },
  {
    id: 'select-none',
    title: 'Select nothing',
    group: 'Select',
    keys: ['Escape'],
    scope: 'canvas',
    words: ['deselect', 'clear'],
    obstacle: always,
    run: () => select({}),
  },
  zoomInCommand,
  zoomOutCommand,
  {
    id: 'zoom-to-life',
    title: 'Zoom to 100 %',
    group: 'View',
    keys: ['0'],
    scope: 'canvas',
    obstacle: always,
    run: zoomToLife,
  },
  fitCommand,
  {
    id: 'fit-selection',
    title: 'Fit what is selected',
    group: 'View',
    keys: ['Shift+F'],
    scope: 'canvas',
    words: ['zoom'],
    obstacle: needsNodes,
    run: fitSelection,
  },
  outlineCommand,
  {
    id: 'minimap',
    title: 'Show or hide the minimap',
    group: 'View',
    keys: ['M'],
    scope: 'canvas',
    words: ['map', 'overview'],
    obstacle: always,
    run: toggleMinimap,
  },
  fullScreenCommand,
  ...panning,
];
