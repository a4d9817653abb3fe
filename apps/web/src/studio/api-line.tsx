/** The API line between the two layers: drag it, or use the arrow keys on it, to give the runtime more or less room. */
import type { KeyboardEvent, PointerEvent } from 'react';
import { IconButton } from '../ui/button.tsx';
import { resizeRuntime, toggleRuntime, useLayout } from './layout-store.ts';
import { runtimeHeights } from './runtime-height.ts';

const keyStep = 24;

export function ApiLine() {
  const { runtimeHeight, runtimeOpen } = useLayout();
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowUp: keyStep, ArrowDown: -keyStep }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    resizeRuntime(runtimeHeight + step);
  };
  return (
    <div className="api-line">
      <div
        className="api-grip"
        role="separator"
        aria-orientation="horizontal"
        aria-label="API line: height of the runtime pane"
        aria-valuenow={runtimeOpen ? runtimeHeight : 0}
        aria-valuemin={runtimeHeights.least}
        aria-valuemax={runtimeHeights.most}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onPointerDown={beginDrag}
        onDoubleClick={toggleRuntime}
      >
        <p>
          <b>API</b> The runtime decides placement, movement, delivery and recovery below this line
        </p>
      </div>
      <IconButton
        icon="chevron"
        className={runtimeOpen ? '' : 'flipped'}
        label={runtimeOpen ? 'Hide the runtime' : 'Show the runtime'}
        aria-expanded={runtimeOpen}
        onClick={toggleRuntime}
      />
    </div>
  );
}

function beginDrag({ currentTarget, pointerId, clientY }: PointerEvent<HTMLDivElement>): void {
  const { runtimeHeight, runtimeOpen } = useLayout.getState();
  if (!runtimeOpen) return;
  currentTarget.setPointerCapture(pointerId);
  const move = (event: globalThis.PointerEvent) => resizeRuntime(runtimeHeight + clientY - event.clientY);
  const end = () => {
    currentTarget.removeEventListener('pointermove', move);
    currentTarget.removeEventListener('pointerup', end);
    currentTarget.removeEventListener('pointercancel', end);
  };
  currentTarget.addEventListener('pointermove', move);
  currentTarget.addEventListener('pointerup', end);
  currentTarget.addEventListener('pointercancel', end);
}
