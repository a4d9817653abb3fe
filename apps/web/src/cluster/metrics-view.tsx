/** Throughput and latency of the run: charts of the last minutes, and the newest numbers per source, sink, computation and worker. */
import { countsBetween, percentile } from '@potoroo/shared/telemetry';
import { useState } from 'react';
import { useDocument } from '../designer/document/document-store.ts';
import { bucketText } from '../run/bucket-text.ts';
import { inRate, outRate, type Span, workerRate } from '../run/frames.ts';
import { recording } from '../run/live-store.ts';
import { count, microseconds, rate } from '../ui/numbers.ts';
import { Chart } from './chart.tsx';
import { rosterNow } from './moment.ts';
import { isThere } from './roster.ts';
import {
  colourOfWorker,
  latencyCounts,
  latencySeries,
  latencyShares,
  plainColour,
  shareNames,
  type Subject,
  throughputSeries,
} from './series.ts';
import { useShown } from './shown-parts.tsx';
import { readShown } from './time-store.ts';

export function MetricsView() {
  const [scope, choose] = useState<'run' | 'workers'>('run');
  const [chosen, look] = useState('run');
  const names = useShown(() =>
    rosterNow()
      .filter(isThere)
      .map(({ name }) => name)
      .join(' '),
  );
  const subjects = useSubjects(names);
  const { subject, title } = subjects.find(({ id }) => id === chosen) ?? whole;
  const areWorkers = subject.type === 'run' && scope === 'workers';
  return (
    <div className="metrics" tabIndex={0} role="region" aria-label="Metrics">
      <div className="metrics-controls">
        <label className="metrics-subject">
          Throughput and latency of
          <select className="input" value={chosen} onChange={(event) => look(event.target.value)}>
            {subjects.map((each) => (
              <option key={each.id} value={each.id}>
                {each.title}
              </option>
            ))}
          </select>
        </label>
        {subject.type === 'run' && (
          <div className="segments" role="group" aria-label="Throughput of">
            <button type="button" aria-pressed={scope === 'run'} onClick={() => choose('run')}>
              Whole run
            </button>
            <button type="button" aria-pressed={scope === 'workers'} onClick={() => choose('workers')}>
              Each worker
            </button>
          </div>
        )}
      </div>
      <Chart
        title={areWorkers ? 'Throughput of each worker' : `Throughput of ${title}`}
        read={() => throughputSeries(recording.frames, areWorkers ? 'workers' : subject)}
        unit="/s"
        colourOf={areWorkers ? colourOfWorker : plainColour}
      />
      <Chart
        title={`Latency of ${title}, from source read to ${endText[subject.type]}`}
        read={() => latencySeries(recording.frames, subject)}
        unit="ms"
        colourOf={plainColour}
        isLogarithmic
      />
      <p className="quiet metrics-buckets">{bucketText}</p>
      <Numbers />
    </div>
  );
}

type Choice = { readonly id: string; readonly title: string; readonly subject: Subject };
const whole: Choice = { id: 'run', title: 'the run', subject: { type: 'run' } };
const endText: Readonly<Record<Subject['type'], string>> = {
  run: 'release or application',
  worker: 'release or application',
  node: 'the record that has met it',
  way: 'release',
};

/** The run, its workers, its computations, and the ways from its sources to its sinks. */
function useSubjects(names: string): readonly Choice[] {
  const nameOf = useNames();
  const measured = useShown(({ span }) => {
    const { nodes = [], ways = [] } = span?.newest.latencies ?? {};
    return JSON.stringify([nodes.map(({ node }) => node), ways.map(({ source, sink }) => [source, sink])]);
  });
  const [nodes, ways] = JSON.parse(measured) as [readonly string[], readonly (readonly [string, string])[]];
  return [
    whole,
    ...names
      .split(' ')
      .filter((name) => name !== '')
      .map((name): Choice => ({ id: `worker ${name}`, title: name, subject: { type: 'worker', name } })),
    ...nodes.map((node): Choice => ({ id: `node ${node}`, title: nameOf(node), subject: { type: 'node', node } })),
    ...ways.map(([source, sink]): Choice => ({
      id: `way ${source} ${sink}`,
      title: `${nameOf(source)} to ${nameOf(sink)}`,
      subject: { type: 'way', source, sink },
    })),
  ];
}

function useNames(): (id: string) => string {
  const pipeline = useDocument((store) => store.pipeline);
  return (id) => pipeline?.nodes.find((node) => node.id === id)?.name ?? id;
}

/** Of the last second; where nothing came, that is said. */
function Numbers() {
  useShown(({ span }) => span?.newest.sequence ?? 0);
  const nameOf = useNames();
  const { span } = readShown();
  if (span === null) return null;
  const { nodes = [], ways = [] } = span.newest.latencies ?? {};
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
      <LatencyTable
        caption="Per worker, of the last second"
        rows={[null, ...rosterNow().filter(isThere)].map((mate) => ({
          title: mate?.name ?? 'All',
          subject: mate === null ? whole.subject : { type: 'worker', name: mate.name },
          perSecond:
            mate === null
              ? span.newest.workers.reduce((sum, each) => sum + workerRate(span, each.name), 0)
              : workerRate(span, mate.name),
        }))}
        span={span}
      />
      <LatencyTable
        caption="Per computation, of the last second: until a record has met it"
        rows={nodes.map(({ node }) => ({
          title: nameOf(node),
          subject: { type: 'node', node },
          perSecond: inRate(span, node),
        }))}
        span={span}
      />
      <LatencyTable
        caption="From source to sink, of the last second: until what came of it has left"
        rows={ways.map(({ source, sink }) => ({
          title: `${nameOf(source)} to ${nameOf(sink)}`,
          subject: { type: 'way', source, sink },
          perSecond: null,
        }))}
        span={span}
      />
    </>
  );
}

type LatencyRow = { readonly title: string; readonly subject: Subject; readonly perSecond: number | null };
type LatencyTableProps = { readonly caption: string; readonly rows: readonly LatencyRow[]; readonly span: Span };

/** `perSecond` null: as many as were measured. */
function LatencyTable({ caption, rows, span }: LatencyTableProps) {
  if (rows.length === 0) return null;
  const seconds = Math.max(0.001, (span.newest.atMs - span.base.atMs) / 1_000);
  return (
    <table className="pane-table">
      <caption>{caption}</caption>
      <thead>
        <tr>
          {['', 'Throughput', ...shareNames].map((title) => (
            <th key={title} scope="col">
              {title === '' ? <span className="visually-hidden">Of</span> : title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ title, subject, perSecond }) => {
          const recent = countsBetween(latencyCounts(span.base, subject), latencyCounts(span.newest, subject));
          const measured = recent.reduce((sum, count) => sum + count, 0) / seconds;
          return (
            <tr key={title} className="mono">
              <th scope="row">{title}</th>
              <td>{rate(perSecond ?? (span.ended ? 0 : measured))}</td>
              {latencyShares.map((share) => {
                const value = percentile(recent, share);
                return <td key={share}>{value === null ? '–' : microseconds(value)}</td>;
              })}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
