/** Undo, redo, zoom and fit: the canvas's own buttons, for what keys and wheel do too. */
import { useViewport } from '@xyflow/react';
import type { Command } from '../../commands/command.ts';
import { keysText } from '../../commands/keys.ts';
import { IconButton } from '../../ui/button.tsx';
import type { IconName } from '../../ui/icon.tsx';
import { percent } from '../../ui/numbers.ts';
import { isMac } from '../../ui/platform.ts';
import { useDocument } from '../document/document-store.ts';
import { fitCommand, redoCommand, undoCommand, zoomInCommand, zoomOutCommand } from './canvas-commands.ts';

export function CanvasControls() {
  const { zoom } = useViewport();
  const canUndo = useDocument(({ history }) => history.past.length > 0);
  const canRedo = useDocument(({ history }) => history.future.length > 0);
  return (
    <div className="canvas-controls" role="toolbar" aria-label="Canvas">
      <CommandButton icon="undo" of={undoCommand} reason={canUndo ? null : 'nothing to undo'} />
      <CommandButton icon="redo" of={redoCommand} reason={canRedo ? null : 'nothing to redo'} />
      <i className="divider" />
      <CommandButton icon="minus" of={zoomOutCommand} />
      <span className="mono zoom">{percent(zoom)}</span>
      <CommandButton icon="plus" of={zoomInCommand} />
      <CommandButton icon="fit" of={fitCommand} />
    </div>
  );
}

type CommandButtonProps = { readonly icon: IconName; readonly of: Command; readonly reason?: string | null };

const CommandButton = ({ icon, of: { title, keys, run }, reason = null }: CommandButtonProps) => (
  <IconButton
    icon={icon}
    label={keys[0] === undefined ? title : `${title} (${keysText(keys[0], isMac)})`}
    reason={reason}
    onClick={run}
  />
);
