/** Undo, redo, zoom and fit: the canvas's own buttons, for what keys and wheel do too. */
import { useReactFlow, useViewport } from '@xyflow/react';
import { IconButton } from '../../ui/button.tsx';
import { percent } from '../../ui/numbers.ts';
import { useDocument } from '../document/document-store.ts';
import { redoAloud, undoAloud } from './canvas-actions.ts';
import { takeView, useFit } from './view.ts';

export function CanvasControls() {
  const { zoomIn, zoomOut } = useReactFlow();
  const fit = useFit();
  const { zoom } = useViewport();
  const canUndo = useDocument(({ history }) => history.past.length > 0);
  const canRedo = useDocument(({ history }) => history.future.length > 0);
  const zoomBy = (step: () => Promise<boolean>) => {
    takeView();
    void step();
  };
  return (
    <div className="canvas-controls" role="toolbar" aria-label="Canvas">
      <IconButton icon="undo" label="Undo (Ctrl+Z)" reason={canUndo ? null : 'nothing to undo'} onClick={undoAloud} />
      <IconButton
        icon="redo"
        label="Redo (Ctrl+Shift+Z)"
        reason={canRedo ? null : 'nothing to redo'}
        onClick={redoAloud}
      />
      <i className="divider" />
      <IconButton icon="minus" label="Zoom out" onClick={() => zoomBy(zoomOut)} />
      <span className="mono zoom">{percent(zoom)}</span>
      <IconButton icon="plus" label="Zoom in" onClick={() => zoomBy(zoomIn)} />
      <IconButton icon="fit" label="Fit the view (F)" onClick={fit} />
    </div>
  );
}
