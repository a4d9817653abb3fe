/** Undo, redo, zoom, fit and layout: the canvas's own buttons, for what keys and wheel do too. */
import { useViewport } from '@xyflow/react';
import { CommandButton } from '../../commands/command-button.tsx';
import { percent } from '../../ui/numbers.ts';
import { layOutCommand } from '../arranging/arrange-commands.ts';
import { useDocument } from '../document/document-store.ts';
import {
  fitCommand,
  outlineCommand,
  redoCommand,
  undoCommand,
  zoomInCommand,
  zoomOutCommand,
} from './canvas-commands.ts';

export function CanvasControls() {
  useDocument(({ history }) => history);
  return (
    <div className="canvas-controls" role="toolbar" aria-label="Canvas">
      <CommandButton icon="undo" of={undoCommand} />
      <CommandButton icon="redo" of={redoCommand} />
      <i className="divider" />
      <CommandButton icon="layout" of={layOutCommand} />
      <CommandButton icon="outline" of={outlineCommand} />
      <i className="divider" />
      <CommandButton icon="minus" of={zoomOutCommand} />
      <Zoom />
      <CommandButton icon="plus" of={zoomInCommand} />
      <CommandButton icon="fit" of={fitCommand} />
    </div>
  );
}

/** By itself, for it draws anew with every step of a zoom. */
function Zoom() {
  const { zoom } = useViewport();
  return <span className="mono zoom">{percent(zoom)}</span>;
}
