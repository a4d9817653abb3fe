/** What the runtime pane says before a run: what Run will do, with a place for each worker that it will start. */
import { limits } from '@potoroo/shared/limits';
import { intervalEdit, intervalFault, intervalOf, secondsText } from '../designer/document/checkpoint-interval.ts';
import { apply, useDocument } from '../designer/document/document-store.ts';
import { useEffect, useState } from 'react';
import { workerIdentity } from '../theme/worker-identity.ts';
import { counted } from '../ui/numbers.ts';
import { useDeployment } from './deployment-store.ts';
import { RunFailure } from './run-failure.tsx';
import { Canvas2d, type Pencil } from './canvas-2d.tsx';
import { gridFor } from './object-field.ts';
import { SlotSpace } from './placement-strip.tsx';
import { useOtherName } from './other-project.ts';
import { otherRunText } from './run-state.ts';
import { useRunView, useShownRun } from './shown-run.ts';
import { WorkerBadge } from './worker-badge.tsx';

const drawnMax = 8;

export function IdlePane() {
  const workers = useDeployment((state) => state.workers);
  const view = useRunView();
  const otherName = useOtherName(view.type === 'other' ? view.pipelineId : null);
  const status = useDeployment((state) => state.status);
  const isShown = useShownRun();
  const states = useDocument(({ pipeline }) => pipeline?.nodes.filter(({ kind }) => kind === 'state').length ?? 0);
  const placement = plannedPlacement(workers);
  return (
    <>
      <div className="runtime-head">
        <p className="layer-text">
          <b>Runtime</b> scale-aware:{' '}
          {view.type === 'other'
            ? otherRunText(otherName, status)
            : view.type === 'unknown'
              ? 'the server cannot be heard now'
              : view.state.active
                ? 'the workers are starting'
                : 'nothing is running'}
        </p>
        <CheckpointChoice />
      </div>
      {isShown && <RunFailure />}
      <p className="idle-lesson">
        <b>Run</b> starts {counted(workers, 'worker process', 'worker processes')}
        {workers > drawnMax ? ` (the first ${drawnMax} are drawn)` : ''}.{' '}
        {states === 0
          ? 'Records are spread over them; how busy each is and how fast it works appears here.'
          : 'The hash of a record’s key gives its slot, and the slot its worker: there the record meets its state object. Every object appears here, in the box of its owner.'}
      </p>
      {states > 0 && <SlotSpace placement={placement} isPlanned />}
      <ul
        className="workers workers-idle"
        tabIndex={0}
        data-stateless={states === 0 || undefined}
        aria-label="Workers that Run will start"
      >
        {Array.from({ length: Math.min(workers, drawnMax) }, (_, index) => (
          <PlannedWorker
            key={index}
            index={index}
            slots={states === 0 ? 0 : placement.filter((owner) => owner === index).length}
          />
        ))}
      </ul>
    </>
  );
}

/** Of the document; what is no such time is not taken. */
function CheckpointChoice() {
  const chosen = useDocument(({ pipeline }) => secondsText(intervalOf(pipeline)));
  const [text, setText] = useState(chosen);
  useEffect(() => setText(chosen), [chosen]);
  const fault = intervalFault(text);
  return (
    <label
      className="checkpoint-choice"
      title={
        fault ??
        'After a loss the run goes on from its last checkpoint. Outputs to files and sockets leave with the checkpoint that holds them: oftener is sooner, and costs more.'
      }
    >
      Checkpoint every
      <input
        type="text"
        inputMode="decimal"
        className="input mono"
        aria-label="Seconds between two checkpoints"
        aria-invalid={fault !== null || undefined}
        size={4}
        value={text}
        onFocus={(event) => event.target.select()}
        onChange={(event) => {
          const typed = event.target.value;
          setText(typed);
          if (intervalFault(typed) === null) apply(intervalEdit(typed), 'checkpoint interval');
        }}
        onBlur={() => setText(chosen)}
      />
      s
    </label>
  );
}

function PlannedWorker({ index, slots }: { readonly index: number; readonly slots: number }) {
  const { name, colour } = workerIdentity(index);
  return (
    <li className="worker worker-idle" style={{ ['--worker' as string]: colour }}>
      <header>
        <WorkerBadge index={index} />
        <b className="mono">{name}</b>
        <span>{slots === 0 ? 'not started' : `will own ${counted(slots, 'slot')}`}</span>
      </header>
      {slots > 0 && (
        <Canvas2d
          className="worker-planned"
          draw={(pencil) => drawEmptySlots(pencil, slots)}
          label={`${slots} slots, empty yet`}
        />
      )}
    </li>
  );
}

function drawEmptySlots({ context, width, height, colour }: Pencil, slots: number): void {
  const { columns, size, gap } = gridFor(slots, { width: width - 2, height: height - 2 }, 'marks');
  context.strokeStyle = colour;
  context.globalAlpha = 0.4;
  context.setLineDash([2, 2]);
  for (let index = 0; index < slots; index++) {
    context.beginPath();
    context.roundRect(
      1.5 + (index % columns) * (size + gap),
      1.5 + Math.floor(index / columns) * (size + gap),
      size - 1,
      size - 1,
      size / 3.5,
    );
    context.stroke();
  }
  context.setLineDash([]);
  context.globalAlpha = 1;
}

/** Slots in contiguous runs, as the runtime deals them out at the start of a run. */
const plannedPlacement = (workers: number): readonly number[] =>
  Array.from({ length: limits.slotsPerStage }, (_, slot) => Math.floor((slot * workers) / limits.slotsPerStage));
