/** Which snippet is edited over the whole window: at most one. */
import type { Command } from '../../commands/command.ts';
import type { PipelineNode, SnippetField } from '@potoroo/shared/pipeline';
import { create } from 'zustand';
import { theNode } from '../canvas/the-node.ts';
import { select } from '../canvas/flow-store.ts';
import { useDocument } from '../document/document-store.ts';
import { isSamePlace } from '../problems/reveal.ts';
import type { SnippetPlace } from './compiler-protocol.ts';

export const useFullScreen = create<{ readonly shown: SnippetPlace | null }>(() => ({ shown: null }));

export const fullScreenKeys = 'Alt+Enter';

/** What had the focus before: the outline, the canvas. Editors take it by themselves. */
let before: Element | null = null;

export function showFullScreen(shown: SnippetPlace | null): void {
  if (shown !== null) before = document.activeElement;
  else requestAnimationFrame(() => requestAnimationFrame(giveBack));
  useFullScreen.setState({ shown });
}

function giveBack(): void {
  if (document.activeElement === document.body && before instanceof HTMLElement && before.isConnected) before.focus();
  before = null;
}

/** Says that the key was heard, as CodeMirror wants. */
export function toggleFullScreen(place: SnippetPlace): true {
  const { shown } = useFullScreen.getState();
  showFullScreen(shown !== null && isSamePlace(shown, place) ? null : place);
  return true;
}

/** From the canvas and the outline: the code of the node that has the focus or is selected; with none, the shared types. */
export const fullScreenCommand: Command = {
  id: 'full-screen-code',
  title: 'Code over the whole window',
  group: 'View',
  keys: [fullScreenKeys],
  scope: 'studio',
  words: ['full screen', 'editor', 'large', 'maximise'],
  obstacle: () => {
    if (useDocument.getState().pipeline === null) return 'Open a project first.';
    const node = theNode();
    return node !== null && mainField(node) === null ? `${node.name} has no code.` : null;
  },
  run: () => {
    const node = theNode();
    const field = node === null ? 'types' : mainField(node);
    if (field === null) return;
    select({ nodes: node === null ? [] : [node.id] });
    showFullScreen({ node: node?.id ?? null, field });
  },
};

function mainField(node: PipelineNode): SnippetField | null {
  switch (node.kind) {
    case 'computation':
    case 'key':
    case 'state-computation':
      return 'code';
    case 'state':
      return 'initial';
    case 'source':
      return node.generate !== null ? 'generate' : node.decode !== null ? 'decode' : null;
    case 'sink':
      return node.encode === null ? null : 'encode';
    case 'note':
      return null;
  }
}
