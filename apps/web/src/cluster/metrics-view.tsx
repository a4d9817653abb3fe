/** Throughput and latency of the run: charts of the last minutes, and the newest numbers per source, sink, computation and worker. */
import { countsBetween, percentile } from '@potoroo/shared/telemetry';
import { useCallback, useState } from 'react';
import { useDocument } from '../designer/document/document-store.ts';
import { inRate, outRate } from '../run/frames.ts';
import { recording } from '../run/live-store.ts';
import { count, microseconds, rate } from '../ui/numbers.ts';
import { Chart } from './chart.tsx';
import { rosterNow } from './moment.ts';
import { indexOfName, isThere } from './roster.ts';
import { latencyCounts, latencySeries, latencyShares, shareNames, throughputSeries } from './series.ts';
import { useShown } from './shown-parts.tsx';
import { readShown } from './time-store.ts';
import { rateOf } from './worker-card.tsx';

/** Lines that are no workers take colours that stand apart. */
const plainColour = (line: number): number => [0, 1, 2, 3, 5][line] ?? 4;

export function MetricsView() {
  const [scope, choose] = useState<'run' | 'workers'>('run');
  const [worker, look] = useState<string | null>(null);
  const names = useShown(() =>
    rosterNow()
      .filter(isThere)
      .map(({ name }) => name)
      .join(' '),
  );
  const ofWorker = useCallback(
    (line: number) => {
      const { lines } = throughputSeries(recording.frames.slice(-1), 'workers');
      return scope === 'run' ? plainColour(line) : indexOfName(lines[line]?.title ?? 'w1');
    },
    [scope],
  );
  return (
    <div className="metrics" tabIndex={0} role="region" aria-label="Metrics">
      <div className="metrics-controls">
        <div className="segments" role="group" aria-label="Throughput of">
          <button type="button" aria-pressed={scope === 'run'} onClick={() => choose('run')}>
            Whole run
          </button>
          <button type="button" aria-pressed={scope === 'workers'} onClick={() => choose('workers')}>
            Each worker
          </button>
        </div>
        <div className="segments" role="group" aria-label="Latency of">
          {[null, ...names.split(' ').filter((name) => name !== '')].map((name) => (
            <button key={name ?? ''} type="button" aria-pressed={worker === name} onClick={() => look(name)}>
              {name ?? 'Whole run'}
            </button>
          ))}
        </div>
      </div>
      <Chart
        title={scope === 'run' ? 'Throughput of the run' : 'Throughput of each worker'}
        read={() => throughputSeries(recording.frames, scope)}
        unit="/s"
        colourOf={ofWorker}
      />
      <Chart
        title={`Latency of ${worker ?? 'the run'}, from source read to release or application`}
        read={() => latencySeries(recording.frames, worker)}
        unit="ms"
        colourOf={plainColour}
        isLogarithmic
      />
      <Numbers />
    </div>
  );
}

/** Of the last second; where nothing came, that is said. */
function Numbers() {
  useShown(({ span }) => span?.newest.sequence ?? 0);
  const pipeline = useDocument((store) => store.pipeline);
  const { span } = readShown();
  if (span === null) return null;
  const nameOf = (id: string): string => pipeline?.nodes.find((node) => node.id === id)?.name ?? id;
  return (
    <>
      <table className="pane-table">
        <caption>Per node, over all workers</caption>
        <thead>
          <tr>
            {['Node', 'In', 'Out', 'In, all', 'Out, all'].map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {span.newest.nodes.map(({ node, recordsIn, recordsOut }) => (
            <tr key={node} className="mono">
              <th scope="row">{nameOf(node)}</th>
              <td>{rate(inRate(span, node))}</td>
              <td>{rate(outRate(span, node))}</td>
              <td>{count(recordsIn)}</td>
              <td>{count(recordsOut)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <table className="pane-table">
        <caption>Per worker, of the last second</caption>
        <thead>
          <tr>
            {['Worker', 'Throughput', ...shareNames].map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[null, ...rosterNow().filter(isThere)].map((mate) => {
            const name = mate?.name ?? null;
            const recent = countsBetween(latencyCounts(span.base, name), latencyCounts(span.newest, name));
            const perSecond =
              name === null
                ? span.newest.workers.reduce((sum, each) => sum + rateOf(each.name, span), 0)
                : rateOf(name, span);
            return (
              <tr key={name ?? ''} className="mono">
                <th scope="row">{name ?? 'All'}</th>
                <td>{rate(perSecond)}</td>
                {latencyShares.map((share) => {
                  const value = percentile(recent, share);
                  return <td key={share}>{value === null ? '–' : microseconds(value)}</td>;
                })}
              </tr>
            );
          })}
        </tbody>
      </table>
    </>
  );
}
