/** The Cluster screen: every worker of the run with the state objects it owns, as large as the window allows. */
import { useState } from 'react';
import { type NodeId, nodeId } from '@potoroo/shared/ids';
import { useLive } from '../run/live-parts.tsx';
import { IdlePane } from '../run/idle-pane.tsx';
import { PlacementStrip } from '../run/placement-strip.tsx';
import { RunFailure } from '../run/run-failure.tsx';
import { useIsStale, useShownRun } from '../run/shown-run.ts';
import { WorkerBox } from '../run/worker-box.tsx';
import './cluster.css';

export function ClusterScreen() {
  const isShown = useShownRun();
  const isStale = useIsStale();
  const hasFrame = useLive(({ span }) => span !== null);
  return (
    <section className="cluster runtime" aria-label="Cluster" data-stale={isStale || undefined}>
      {isShown && hasFrame ? <ShownCluster /> : <IdlePane />}
    </section>
  );
}

function ShownCluster() {
  const states = useLive(({ span }) => span?.newest.stages.map(({ state }) => state).join(' ') ?? '');
  const workers = useLive(({ span }) => span?.newest.workers.length ?? 0);
  const stateIds = states === '' ? [] : states.split(' ').map(nodeId);
  const [chosen] = useState<NodeId | null>(null);
  const state = stateIds.find((id) => id === chosen) ?? stateIds[0] ?? null;
  return (
    <>
      <RunFailure />
      {state !== null && <PlacementStrip state={state} />}
      <ul className="workers" tabIndex={0} aria-label="Workers">
        {Array.from({ length: workers }, (_, index) => (
          <WorkerBox key={index} index={index} state={state} />
        ))}
      </ul>
    </>
  );
}
