/** Below the API line: where the runtime has put what you drew. Placement, workers with their state objects, throughput. */
import type { NodeId } from '@potoroo/shared/ids';
import { nodeId } from '@potoroo/shared/ids';
import { useState } from 'react';
import { indexOfName } from '../cluster/roster.ts';
import { useDocument } from '../designer/document/document-store.ts';
import { later } from '../ui/later.tsx';
import { counted, duration } from '../ui/numbers.ts';
import { BottleneckText } from './bottleneck-text.tsx';
import { DeadLetters } from './dead-letters.tsx';
import { GoneWorkers } from './gone-workers.tsx';
import { IdlePane } from './idle-pane.tsx';
import { LiveText, useLive } from './live-parts.tsx';
import { LiveTable } from './live-table.tsx';
import { PlacementStrip } from './placement-strip.tsx';
import { MovementLine } from './movement-line.tsx';
import { RunFailure } from './run-failure.tsx';
import { useIsStale, useShownRun } from './shown-run.ts';
import { allObjects, stageIn } from './stages.ts';
import { ThroughputChart } from './throughput-chart.tsx';
import { WorkerBox } from './worker-box.tsx';

const ProfilePane = later(() => import('./profile-pane.tsx').then((module) => module.ProfilePane));

export function RuntimePane() {
  const isShown = useShownRun();
  const isStale = useIsStale();
  const hasFrame = useLive(({ span }) => span !== null);
  return (
    <section className="runtime" aria-label="Runtime" data-stale={isStale || undefined}>
      {isShown && hasFrame ? <ShownRun /> : <IdlePane />}
    </section>
  );
}

type View =
  | { readonly type: 'workers' }
  | { readonly type: 'dead-letters' }
  | { readonly type: 'profile' }
  | { readonly type: 'rows'; readonly sink: NodeId };

function ShownRun() {
  const [view, show] = useState<View>({ type: 'workers' });
  const states = useLive(({ span }) => span?.newest.stages.map(({ state }) => state).join(' ') ?? '');
  const stateIds = states === '' ? [] : states.split(' ').map(nodeId);
  const [chosen, choose] = useState<NodeId | null>(null);
  const state = stateIds.find((id) => id === chosen) ?? stateIds[0] ?? null;
  return (
    <>
      <div className="runtime-head">
        <p className="layer-text">
          <b>Runtime</b> scale-aware: <RunText state={state} />
        </p>
        <MovementLine />
        {stateIds.length > 1 && <StateTabs states={stateIds} chosen={state} onChoose={choose} />}
        <ViewTabs view={view} onShow={show} />
      </div>
      <RunFailure />
      <BottleneckText />
      {state !== null && <PlacementStrip state={state} />}
      <div className="runtime-view">
        {view.type === 'workers' && <Workers state={state} />}
        {view.type === 'dead-letters' && <DeadLetters />}
        {view.type === 'profile' && <ProfilePane waiting={<p className="pane-empty">Loading…</p>} />}
        {view.type === 'rows' && <Rows sink={view.sink} />}
      </div>
      <ThroughputChart />
    </>
  );
}

function RunText({ state }: { readonly state: NodeId | null }) {
  const isStale = useIsStale();
  return (
    <LiveText
      of={({ span }) => {
        if (span === null) return '';
        const workers = span.newest.workers.length;
        const objects = state === null ? 'no state' : counted(allObjects(stageIn(span, state)), 'state object');
        return `${isStale ? 'last known: ' : ''}${objects} on ${counted(workers, 'worker')}, ${duration(span.newest.atMs)}`;
      }}
    />
  );
}

function Workers({ state }: { readonly state: NodeId | null }) {
  const present = useLive(({ span }) => span?.newest.workers.map(({ name }) => indexOfName(name)).join(' ') ?? '');
  const indexes = present === '' ? [] : present.split(' ').map(Number);
  return (
    <>
      <ul className="workers" tabIndex={0} aria-label="Workers">
        {indexes.map((index) => (
          <WorkerBox key={index} index={index} state={state} />
        ))}
      </ul>
      <GoneWorkers />
    </>
  );
}

function Rows({ sink }: { readonly sink: NodeId }) {
  const node = useDocument(({ pipeline }) => pipeline?.nodes.find(({ id }) => id === sink) ?? null);
  return node === null ? <p className="pane-empty">This sink is gone from the pipeline.</p> : <LiveTable node={node} />;
}

type StateTabsProps = {
  readonly states: readonly NodeId[];
  readonly chosen: NodeId | null;
  readonly onChoose: (state: NodeId) => void;
};

function StateTabs({ states, chosen, onChoose }: StateTabsProps) {
  const pipeline = useDocument((state) => state.pipeline);
  const nameOf = (id: NodeId) => pipeline?.nodes.find((node) => node.id === id)?.name ?? id;
  return (
    <div className="segments" role="group" aria-label="State shown">
      {states.map((state) => (
        <button key={state} type="button" aria-pressed={state === chosen} onClick={() => onChoose(state)}>
          {nameOf(state)}
        </button>
      ))}
    </div>
  );
}

function ViewTabs({ view, onShow }: { readonly view: View; readonly onShow: (view: View) => void }) {
  const pipeline = useDocument((state) => state.pipeline);
  const deadLetters = useLive(({ span }) => span?.newest.ledger.deadLetters ?? 0);
  const sinks = pipeline?.nodes.filter((node) => node.kind === 'sink' && node.connector.type === 'live') ?? [];
  return (
    <div className="segments" role="group" aria-label="What the runtime pane shows">
      <button type="button" aria-pressed={view.type === 'workers'} onClick={() => onShow({ type: 'workers' })}>
        Workers
      </button>
      {sinks.map(({ id, name }) => (
        <button
          key={id}
          type="button"
          aria-pressed={view.type === 'rows' && view.sink === id}
          onClick={() => onShow({ type: 'rows', sink: id })}
        >
          {name}
        </button>
      ))}
      <button
        type="button"
        aria-pressed={view.type === 'dead-letters'}
        data-alert={deadLetters > 0 || undefined}
        onClick={() => onShow({ type: 'dead-letters' })}
      >
        {deadLetters === 0 ? 'Dead letters' : counted(deadLetters, 'dead letter')}
      </button>
      <button type="button" aria-pressed={view.type === 'profile'} onClick={() => onShow({ type: 'profile' })}>
        Profile
      </button>
    </div>
  );
}
