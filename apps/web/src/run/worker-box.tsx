/** One worker process: its letter, rate, state objects, how busy it is, and what it holds. */
import type { NodeId } from '@potoroo/shared/ids';
import type { WorkerSample } from '@potoroo/shared/telemetry';
import { workerIdentity } from '../theme/worker-identity.ts';
import { bytes, count, percent, rate } from '../ui/numbers.ts';
import { workerRate } from './frames.ts';
import { LiveBar, LiveText, useLive } from './live-parts.tsx';
import type { Live } from './live-store.ts';
import { objectsOf, stageIn } from './stages.ts';
import { WorkerBadge } from './worker-badge.tsx';
import { WorkerObjects } from './worker-objects.tsx';

type WorkerBoxProps = { readonly index: number; readonly state: NodeId | null };

export function WorkerBox({ index, state }: WorkerBoxProps) {
  const { letter, colour } = workerIdentity(index);
  const phase = useLive((live) => sampleIn(live, index)?.phase ?? 'starting');
  const process = useLive((live) => processText(sampleIn(live, index)));
  const of = (text: (sample: WorkerSample) => string) => (live: Live) => {
    const sample = sampleIn(live, index);
    return sample === null ? '' : text(sample);
  };
  return (
    <li className="worker" data-phase={phase} style={{ ['--worker' as string]: colour }} title={process} aria-label={`Worker ${letter}`}>
      <header>
        <WorkerBadge index={index} />
        <b>Worker {letter}</b>
        {phase === 'running' ? (
          <LiveText className="mono" of={({ span }) => (span === null ? '' : rate(workerRate(span, index)))} label="Records applied to state objects a second" />
        ) : (
          <span>{phase}</span>
        )}
      </header>
      {state === null ? <p className="worker-stateless">No state here: this pipeline keeps none.</p> : <WorkerObjects worker={index} state={state} letter={letter} />}
      <div className="worker-busy" title="Busy: share of the time spent on records. Hatched: waiting for another worker to take what was sent.">
        <span>busy</span>
        <div className="bar">
          <LiveBar className="bar-busy" of={(live) => sampleIn(live, index)?.busy ?? 0} />
          <LiveBar className="bar-waiting" of={(live) => sampleIn(live, index)?.backPressured ?? 0} />
        </div>
        <LiveText className="mono" of={of(({ busy }) => percent(busy))} />
      </div>
      <dl className="worker-facts">
        <div>
          <dd>
            <LiveText className="mono" of={({ span }) => (state === null ? '0' : count(objectsOf(stageIn(span, state), index)))} />
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
    </li>
  );
}

const sampleIn = ({ span }: Live, index: number): WorkerSample | null => span?.newest.workers[index] ?? null;
const processText = (sample: WorkerSample | null): string => (sample === null ? '' : `${sample.name}, process ${sample.pid}, ${sample.slots} slots`);
