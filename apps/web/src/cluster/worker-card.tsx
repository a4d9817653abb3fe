/** The box of one worker: who it is, how fast, its state objects, how busy it is and what it holds. One that is gone stays, struck through. */
import type { Movement } from '@potoroo/shared/telemetry';
import { useEffect } from 'react';
import { useMovements } from '../run/movement-store.ts';
import { WorkerBadge } from '../run/worker-badge.tsx';
import { workerRate } from '../run/frames.ts';
import { workerIdentity } from '../theme/worker-identity.ts';
import { bytes, count, counted, percent, rate } from '../ui/numbers.ts';
import { actionObstacle, drainWorker, killProcess, lastWorker } from '../run/actions.ts';
import { useDeployment } from '../run/deployment-store.ts';
import { Button } from '../ui/button.tsx';
import { foretell } from './foretell.ts';
import { forgetPreviewOf, showPreview } from './view-store.ts';
import { disturb } from '../run/disturb-dialog.tsx';
import { WorkerMarks } from './marks-row.tsx';
import { mateNow, rosterNow, shownState } from './moment.ts';
import { clockText } from './clock-text.ts';
import { ObjectsCanvas } from './objects-canvas.tsx';
import { indexOfName, isThere as isThereNow, type Mate } from './roster.ts';
import { ShownBar, ShownText, useShown } from './shown-parts.tsx';
import type { Shown } from './time-store.ts';

export function WorkerCard({ index }: { readonly index: number }) {
  const { name, colour, pattern } = workerIdentity(index);
  const presence = useShown(() => mateNow(index)?.presence ?? 'left');
  const hasState = useShown((shown) => shownState(shown) !== null);
  const isGone = presence === 'left' || presence === 'lost';
  const of = (text: (mate: Mate, shown: Shown) => string) => (shown: Shown) => {
    const mate = mateNow(index);
    return mate === null ? '' : text(mate, shown);
  };
  return (
    <li
      className="cluster-worker"
      data-presence={presence}
      style={{ ['--worker' as string]: colour }}
      aria-label={`Worker ${name}${isGone ? `, ${presenceText[presence]}` : ''}`}
    >
      <header>
        <span className={`worker-sign pattern-${pattern}`}>
          <WorkerBadge index={index} />
        </span>
        {isGone ? <s className="mono">{name}</s> : <b className="mono">{name}</b>}
        <span className="worker-process">
          <ShownText
            className={isGone ? 'worker-dead' : ''}
            of={of(({ sample, predecessors }) =>
              sample.pid === 0
                ? ''
                : `process ${sample.pid}${predecessors <= 1 ? '' : `, ${counted(predecessors, 'predecessor')}`}`,
            )}
          />
          {!isGone && <Fallen index={index} />}
        </span>
        <WorkerMarks name={name} />
        <ShownText
          className="mono worker-rate"
          title="Records handled a second"
          of={of((mate, { span }) =>
            mate.presence === 'serving' && span !== null ? rate(workerRate(span, mate.name)) : goneText(mate),
          )}
        />
      </header>
      {isGone ? (
        <Gone index={index} isLost={presence === 'lost'} />
      ) : hasState ? (
        <ObjectsCanvas worker={index} label={`State objects of ${name}; their numbers are below and in the table`} />
      ) : (
        <p className="worker-gone">No state here: this pipeline keeps none.</p>
      )}
      {!isGone && <Numbers index={index} />}
      <WorkerActions name={name} index={index} />
    </li>
  );
}

/** The process that was lost before this one: struck, as is a worker that has left. In the line of its head, as are marks: a line of its own would make this picture smaller than the others. */
function Fallen({ index }: { readonly index: number }) {
  const text = useShown(() => {
    const fallen = mateNow(index)?.fallen ?? null;
    if (fallen === null) return '';
    return `${fallen.pid} ${fallen.atMs === null ? 'before the run was gone on with' : `at ${clockText(fallen.atMs)}`}`;
  });
  if (text === '') return null;
  const [pid = '', when] = text.split(/ (.*)/);
  return (
    <span title={`Process ${pid} was lost ${when}; this one took its place.`}>
      ; <s>process {pid}</s> was lost {when}
    </span>
  );
}

/** Why it is gone, and where its slots are, as the movement ledger has it. */
function Gone({ index, isLost }: { readonly index: number; readonly isLost: boolean }) {
  const drain = useMovements(({ entries }) => entries.findLast((entry) => emptied(entry, index)) ?? null);
  const takers = new Set(
    drain?.stages.flatMap(({ kind, from, to }) => (kind === 'keyed' ? to.filter((_, row) => from[row] === index) : [])),
  );
  const names = [...takers].toSorted((a, b) => a - b).map((taker) => workerIdentity(taker).name);
  return (
    <p className="worker-gone">
      {isLost
        ? 'Its process is dead. Another one takes its place, and with it its slots as the last checkpoint has them.'
        : drain === null || names.length === 0
          ? 'Its slots have other owners now.'
          : `Its ${counted(drain.moved, 'slot')} went to ${names.join(', ')}${drain.barrier === null ? '' : ` at barrier ${drain.barrier}`}.`}
    </p>
  );
}

const emptied = ({ cause, phase }: Movement, index: number): boolean =>
  cause.type === 'drain' && phase === 'done' && indexOfName(cause.worker) === index;

function Numbers({ index }: { readonly index: number }) {
  const of = (text: (mate: Mate) => string) => () => {
    const mate = mateNow(index);
    return mate === null ? '' : text(mate);
  };
  return (
    <>
      <div
        className="worker-busy"
        title="Busy: share of the time spent on records. Hatched: held back, waiting for another worker to take what was sent."
      >
        <span>busy</span>
        <div className="bar">
          <ShownBar className="bar-busy" of={() => shareOf(index, 'busy')} />
          <ShownBar className="bar-waiting" of={() => shareOf(index, 'backPressured')} />
        </div>
        <ShownText className="mono" of={() => percent(shareOf(index, 'busy'))} />
      </div>
      <dl className="worker-facts">
        <Fact term="objects" of={of(({ sample }) => count(sample.objects))} />
        <Fact term="slots" of={of(({ sample }) => count(sample.slots))} />
        <Fact term="idle" of={() => percent(idleOf(index))} />
        <Fact term="held back" of={() => percent(shareOf(index, 'backPressured'))} />
        <Fact term="waiting" of={of(({ sample }) => bytes(sample.queuedBytes))} />
        <Fact term="memory" of={of(({ sample }) => bytes(sample.memoryBytes))} />
      </dl>
    </>
  );
}

function WorkerActions({ name, index }: { readonly name: string; readonly index: number }) {
  const isThere = useShown(() => mateNow(index)?.presence === 'serving');
  const isLive = useShown(({ cursorMs }) => cursorMs === null);
  const isOnly = useShown(() => rosterNow().filter(isThereNow).length <= 1);
  useDeployment();
  const canAct = isThere && isLive;
  // Its button is gone, and with it whatever would have ended the preview.
  useEffect(() => (canAct ? () => forgetPreviewOf(index) : undefined), [canAct, index]);
  if (!canAct) return null;
  const look = {
    onPointerEnter: () => showPreview({ type: 'drain', worker: index }),
    onPointerLeave: () => showPreview(null),
  };
  return (
    <div className="worker-actions">
      <Button
        reason={actionObstacle() ?? (isOnly ? lastWorker : null)}
        aria-label={`Drain ${name}: its slots go to the others, then it leaves`}
        {...look}
        onFocus={() => foretell({ type: 'drain', worker: index })}
        onBlur={look.onPointerLeave}
        onClick={() => {
          showPreview(null);
          void drainWorker(name);
        }}
      >
        Drain
      </Button>
      <Button reason={actionObstacle()} aria-label={`Slow ${name} for a while`} onClick={() => disturb('slow', name)}>
        Slow…
      </Button>
      <Button
        look="danger"
        reason={actionObstacle()}
        aria-label={`Kill ${name} with SIGKILL`}
        onClick={() => killProcess(name)}
      >
        Kill -9
      </Button>
    </div>
  );
}

const Fact = ({ term, of }: { readonly term: string; readonly of: (shown: Shown) => string }) => (
  <div>
    <dt>{term}</dt>
    <dd>
      <ShownText className="mono" of={of} />
    </dd>
  </div>
);

export const presenceText: Readonly<Record<Mate['presence'], string>> = {
  joining: 'joining',
  serving: 'serving',
  recovering: 'goes back',
  lost: 'lost',
  left: 'left',
  ended: 'ended',
};

const goneText = ({ presence, goneMs }: Mate): string =>
  goneMs === null ? presenceText[presence] : `${presenceText[presence]} at ${clockText(goneMs)}`;

export function shareOf(index: number, share: 'busy' | 'backPressured'): number {
  const mate = mateNow(index);
  return mate?.presence === 'serving' ? mate.sample[share] : 0;
}

export const idleOf = (index: number): number =>
  mateNow(index)?.presence === 'serving'
    ? Math.max(0, 1 - shareOf(index, 'busy') - shareOf(index, 'backPressured'))
    : 0;
