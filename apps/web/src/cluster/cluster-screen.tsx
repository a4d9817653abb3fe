/** The Cluster screen: every worker of the run with the state objects it owns, what moves between them, and what that costs. */
import { useEffect } from 'react';
import { useDeployment } from '../run/deployment-store.ts';
import { GoneList, goneText } from '../run/gone-workers.tsx';
import { IdlePane } from '../run/idle-pane.tsx';
import { useLive } from '../run/live-parts.tsx';
import { RunFailure } from '../run/run-failure.tsx';
import { useIsSilent, useIsStale, useShownRun } from '../run/shown-run.ts';
import { staleText } from '../run/troubles-text.ts';
import { later } from '../ui/later.tsx';
import { boxesOf, columnsFor } from './boxes.ts';
import { ClusterHead } from './cluster-head.tsx';
import './cluster.css';
import { Flights } from './flights.tsx';
import { LensView } from './lens-view.tsx';
import { MarksRow } from './marks-row.tsx';
import { rosterNow, shownState } from './moment.ts';
import { useShown } from './shown-parts.tsx';
import { SidePanel } from './side-panel.tsx';
import { ClusterStrip } from './slot-strip.tsx';
import { SpaceCanvas } from './space-canvas.tsx';
import { TimeBar } from './time-bar.tsx';
import { useView } from './view-store.ts';
import { WorkerCard } from './worker-card.tsx';
import { WorkersTable } from './workers-table.tsx';

const MetricsView = later<object>(() => import('./metrics-view.tsx').then((module) => module.MetricsView));

export function ClusterScreen() {
  const run = useDeployment(({ status }) => status.id);
  // What was chosen lay in another run.
  useEffect(() => useView.setState({ slot: null, key: null, state: null }), [run]);
  const isShown = useShownRun();
  const isStale = useIsStale();
  const hasFrame = useLive(({ span }) => span !== null);
  return (
    <section className="cluster" aria-label="Cluster" data-stale={isStale || undefined}>
      {isShown && hasFrame ? (
        <ShownCluster />
      ) : (
        <div className="cluster-idle runtime">
          <IdlePane />
        </div>
      )}
    </section>
  );
}

const ShownCluster = () => (
  <>
    <div className="cluster-stage">
      <ClusterHead />
      <Stale />
      <RunFailure />
      <MarksRow />
      <ClusterStrip />
      <Arranged />
      <TimeBar />
    </div>
    <SidePanel />
  </>
);

function Stale() {
  const link = useDeployment((state) => state.link);
  const isSilent = useIsSilent();
  const text = staleText(link, isSilent);
  return text === '' ? null : (
    <p className="cluster-stale" role="status">
      {text}
    </p>
  );
}

function Arranged() {
  const arrangement = useView((view) => view.arrangement);
  const hasState = useShown((shown) => shownState(shown) !== null);
  switch (arrangement) {
    case 'workers':
      return <Boxes />;
    case 'lens':
      return <LensView />;
    case 'table':
      return <WorkersTable />;
    case 'metrics':
      return <MetricsView waiting={<p className="quiet">Loading the charts</p>} />;
    case 'grid':
    case 'ring':
      return hasState ? (
        <SpaceCanvas key={arrangement} form={arrangement} />
      ) : (
        <p className="quiet">No slots here: this pipeline keeps no state.</p>
      );
  }
}

function Boxes() {
  const indices = useShown(() =>
    boxesOf(rosterNow())
      .boxed.map(({ index }) => index)
      .join(' '),
  );
  const listed = useShown(() => goneText(boxesOf(rosterNow()).listed));
  const workers = indices === '' ? [] : indices.split(' ').map(Number);
  return (
    <>
      <div className="cluster-boxes">
        <ul tabIndex={0} aria-label="Workers" style={{ ['--columns' as string]: columnsFor(workers.length) }}>
          {workers.map((index) => (
            <WorkerCard key={index} index={index} />
          ))}
        </ul>
        <Flights />
      </div>
      <GoneList text={listed} />
    </>
  );
}
