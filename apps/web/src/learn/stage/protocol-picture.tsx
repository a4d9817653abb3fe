/**
 * The protocol as machines. The phases of the coordinator are the rows of the transition table that it runs, its arrows the
 * changes of phase that this history has met, and under them stands what the table does with each event in this phase. Of a
 * worker's machines (its tasks, slots, sources, channels) phases and arrows are those of the tables that its code goes by.
 */
import type { MachineName, SceneView } from '@potoroo/runtime/sim/stage';
import { Fragment, useState } from 'react';
import { useLearn } from '../learn-store.ts';
import type { Machines, ProtocolTable } from '../play/learn-desk.ts';
import { workerIdentity } from '../../theme/worker-identity.ts';
import { type GraphEdge, type GraphNode, MachineGraph } from './machine-graph.tsx';

type Shown = 'coordinator' | MachineName;
const titles: Readonly<Record<Shown, string>> = {
  coordinator: 'Coordinator',
  task: 'Tasks',
  slot: 'Slots',
  source: 'Sources',
  channel: 'Channels',
};
const words: Readonly<Record<MachineName, string>> = {
  task: 'A task takes records, until a barrier has come on one of its channels; it aligns until it has come on all of them, and cuts.',
  slot: 'A slot is absent at a worker, or on its way there, or owned. Records for one that is incoming wait.',
  source: 'The partition of a source is read by the worker that owns it; at every other one it waits.',
  channel: 'A channel sends while it has credit; without credit nothing is sent, and who feeds it stops.',
};

export function ProtocolPicture() {
  const { table, machines } = useLearn();
  const scenes = useLearn(({ view }) => view?.theatre.scenes);
  const latest = useLearn(({ view }) => view?.theatre.scene ?? 0);
  const [chosen, choose] = useState<number | null>(null);
  const [shown, show] = useState<Shown>('coordinator');
  if (table === null || machines === null || scenes === undefined) return null;
  const index = chosen ?? latest;
  const scene = scenes[index] ?? scenes[0];
  if (scene === undefined) return null;
  return (
    <section className="protocol" tabIndex={0} aria-label="The protocol">
      <div className="protocol-head">
        <div className="protocol-tabs" role="group" aria-label="Machine">
          {(Object.keys(titles) as Shown[]).map((name) => (
            <button key={name} type="button" aria-pressed={name === shown} onClick={() => show(name)}>
              {titles[name]}
            </button>
          ))}
        </div>
        {scenes.length > 1 && (
          <div className="protocol-tabs" role="group" aria-label="Stage of the machine">
            {scenes.map(({ title }, each) => (
              <button key={title} type="button" aria-pressed={each === index} onClick={() => choose(each)}>
                {title}
              </button>
            ))}
          </div>
        )}
      </div>
      {shown === 'coordinator' ? (
        <Coordinator scene={scene} table={table} />
      ) : (
        <WorkerMachine scene={scene} name={shown} machines={machines} />
      )}
      <p className="protocol-trace">
        {scenes.map(({ title, traceHash }) => (
          <span key={title}>
            {scenes.length > 1 && `${title}: `}trace <span className="mono">{traceHash}</span>
          </span>
        ))}
        the same wherever this moment is played
      </p>
    </section>
  );
}

function Coordinator({ scene: { coordinator }, table }: { readonly scene: SceneView; readonly table: ProtocolTable }) {
  const { phase, last, seen, alive } = coordinator;
  const nodes = Object.keys(table).map((name): GraphNode => ({ name, isNow: name === phase, note: '' }));
  const edges = seen.map(({ from, event, to }): GraphEdge => {
    const isLast = last?.from === from && last.event === event && last.to === to;
    return { from, to, label: isLast ? event : '', isLast };
  });
  return (
    <>
      <p className="protocol-now" aria-live="polite">
        The coordinator is <b>{alive ? phase : 'dead'}</b>: {coordinator.acks} of {coordinator.acksWanted} acks,{' '}
        {coordinator.slotsMoving} slots moving
        {coordinator.waitingFor.length > 0 && `, waits for ${coordinator.waitingFor.slice(0, 4).join(', ')}`}
      </p>
      <MachineGraph label={graphLabel('The coordinator', nodes, seen)} nodes={nodes} edges={merged(edges)} />
      <dl className="protocol-row">
        {Object.entries(table[phase]).map(([event, kind]) => (
          <Fragment key={event}>
            <dt className={last?.event === event && last.to === phase ? 'protocol-last' : ''}>{event}</dt>
            <dd className={`protocol-${kind}`}>
              {kind === 'acts' ? 'acts' : kind === 'stays' ? 'nothing' : 'cannot be'}
            </dd>
          </Fragment>
        ))}
      </dl>
    </>
  );
}

type WorkerProps = { readonly scene: SceneView; readonly name: MachineName; readonly machines: Machines };

function WorkerMachine({ scene: { workers }, name, machines }: WorkerProps) {
  const table = machines[name];
  const running = workers.flatMap(({ worker, machines: phases }) => (phases === null ? [] : [{ worker, phases }]));
  const nodes = Object.keys(table).map((phase): GraphNode => {
    const counts = running.map(({ worker, phases }) => ({ worker, count: phases[name][phase] ?? 0 }));
    const all = counts.reduce((sum, { count }) => sum + count, 0);
    const each = counts
      .filter(({ count }) => count > 0)
      .map(({ worker, count }) => `${workerIdentity(worker).letter} ${count}`);
    return {
      name: phase,
      isNow: all > 0,
      note: all === 0 ? '0' : each.length > 4 ? `${all} in all` : each.join(' · '),
    };
  });
  const ways = Object.entries(table).flatMap(([from, row]) =>
    Object.entries(row).map(([event, to]) => ({ from, event, to: to ?? from })),
  );
  const edges = ways.map(({ from, event, to }): GraphEdge => ({ from, to, label: event, isLast: false }));
  return (
    <>
      <p className="protocol-now">{words[name]}</p>
      <MachineGraph label={graphLabel(titles[name], nodes, ways)} nodes={nodes} edges={merged(edges)} />
    </>
  );
}

/** Two events on one way are one arrow. */
function merged(edges: readonly GraphEdge[]): readonly GraphEdge[] {
  const ways = new Map<string, GraphEdge>();
  for (const edge of edges) {
    const name = `${edge.from} ${edge.to}`;
    const known = ways.get(name);
    const label = [known?.label ?? '', edge.label].filter((text) => text !== '').join(', ');
    ways.set(name, { ...edge, label, isLast: edge.isLast || known?.isLast === true });
  }
  return [...ways.values()].toSorted((a, b) => Number(a.isLast) - Number(b.isLast));
}

type NamedWay = { readonly from: string; readonly event: string; readonly to: string };

function graphLabel(title: string, nodes: readonly GraphNode[], ways: readonly NamedWay[]): string {
  const now = nodes.filter(({ isNow }) => isNow).map(({ name, note }) => (note === '' ? name : `${name}: ${note}`));
  const arrows = ways.map(({ from, event, to }) => `${from}, ${event}, ${to}`);
  return `${title}. Now: ${now.join('; ') || 'nowhere'}. Ways: ${arrows.join('; ') || 'none yet'}.`;
}
