/** One worker process: its letter, rate, state objects, how busy it is, and what it holds. */
import type { NodeId } from '@potoroo/shared/ids';
import type { WorkerSample } from '@potoroo/shared/telemetry';
import { indexOfName } from '../cluster/roster.ts';
import { workerIdentity } from '../theme/worker-identity.ts';
import { bytes, count, percent, rate } from '../ui/numbers.ts';
import { workerRate } from './frames.ts';
import { LiveBar, LiveText, useLive } from './live-parts.tsx';
import type { Live } from './live-store.ts';
import { objectsOf, stageIn } from './stages.ts';
import { WorkerActions } from './worker-actions.tsx';
import { WorkerBadge } from './worker-badge.tsx';
import { WorkerObjects } from './worker-objects.tsx';

type WorkerBoxProps = { readonly index: number; readonly state: NodeId | null };

export function WorkerBox({ index, state }: WorkerBoxProps) {
  const { name, colour } = workerIdentity(index);
  const phase = useLive((live) => phaseIn(live, index));
  const process = useLive((live) => processText(sampleIn(live, index)));
  const of = (text: (sample: WorkerSample) => string) => (live: Live) => {
    const sample = sampleIn(live, index);
    return sample === null ? '' : text(sample);
  };
  return (
    <li
      className="worker"
      data-phase={phase}
      style={{ ['--worker' as string]: colour }}
      title={process}
      aria-label={`Worker ${name}`}
    >
      <header>
        <WorkerBadge index={index} />
        <b className="mono">{name}</b>
        {phase === 'running' ? (
          <LiveText
            className="mono"
            of={({ span }) => (span === null ? '' : rate(workerRate(span, name)))}
            label={
              state === null
                ? 'Records that this worker takes from its sources a second'
                : 'Records applied to state objects a second'
            }
          />
        ) : (
          <span>{phase}</span>
        )}
      </header>
      {state === null ? (
        <p className="worker-stateless">No state here: this pipeline keeps none.</p>
      ) : (
        <WorkerObjects worker={index} state={state} name={name} />
      )}
      <div
        className="worker-busy"
        title="Busy: share of the time spent on records. Hatched: waiting for another worker to take what was sent."
      >
        <span>busy</span>
        <div className="bar">
          <LiveBar className="bar-busy" of={(live) => shareIn(live, index, 'busy')} />
          <LiveBar className="bar-waiting" of={(live) => shareIn(live, index, 'backPressured')} />
        </div>
        <LiveText className="mono" of={(live) => percent(shareIn(live, index, 'busy'))} />
      </div>
      <dl className="worker-facts">
        <div>
          <dd>
            <LiveText
              className="mono"
              of={({ span }) => (state === null ? '0' : count(objectsOf(stageIn(span, state), index)))}
            />
          </dd>
          <dt>objects</dt>
        </div>
        <div>
          <dt>waiting</dt>
          <dd>
            <LiveText className="mono" of={of(({ queuedBytes }) => bytes(queuedBytes))} />
          </dd>
        </div>
        <div>
          <dt>memory</dt>
          <dd>
            <LiveText className="mono" of={of(({ memoryBytes }) => bytes(memoryBytes))} />
          </dd>
        </div>
      </dl>
      <WorkerActions index={index} />
    </li>
  );
}

/** A frame lists only who is there, so a place in the list is nobody's name. */
const sampleIn = ({ span }: Live, index: number): WorkerSample | null =>
  span?.newest.workers.find(({ name }) => indexOfName(name) === index) ?? null;
/** When the run has ended, so have the workers, except those that failed. */
function phaseIn(live: Live, index: number): WorkerSample['phase'] {
  const phase = sampleIn(live, index)?.phase ?? 'starting';
  return live.span?.ended === true && phase !== 'failed' ? 'stopped' : phase;
}

const shareIn = (live: Live, index: number, share: 'busy' | 'backPressured'): number =>
  live.span?.ended === true ? 0 : (sampleIn(live, index)?.[share] ?? 0);

const processText = (sample: WorkerSample | null): string =>
  sample === null ? '' : `${sample.name}, process ${sample.pid}, ${sample.slots} slots`;
