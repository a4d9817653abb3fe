/**
 * The protocol as machines. The phases of the coordinator are the rows of the transition table that it runs, its arrows all ways
 * between two phases that the rows say; those that this history has taken are drawn strong, the last one with its event. Under
 * them stands what the table does with each event in this phase. Of a worker's machines (its tasks, slots, sources, channels)
 * phases and arrows are those of the tables that its code goes by; how many are in which phase is told, and not by which way they came.
 */
import type { MachineName, SceneView, Transition } from '@potoroo/runtime/sim/stage';
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
  const nodes = Object.keys(table).map((name): GraphNode => ({ name, isNow: alive && name === phase, note: '' }));
  const ways = Object.entries(table).flatMap(([from, row]) =>
    Object.entries(row).flatMap(([event, { to }]) => to.map((target) => ({ from, event, to: target }))),
  );
  const edges = ways.map((way): GraphEdge => {
    const isLast = last !== null && isSame(last, way);
    return {
      ...way,
      label: isLast ? eventOf(last) : '',
      about: way.event,
      look: isLast ? 'last' : seen.some((each) => isSame(each, way)) ? 'taken' : 'possible',
    };
  });
  return (
    <>
      <p className="protocol-now" aria-live="polite">
        The coordinator is <b>{alive ? phase : 'dead'}</b>: {coordinator.acks} of {coordinator.acksWanted} acks,{' '}
        {coordinator.slotsMoving} slots moving
        {coordinator.waitingFor.length > 0 && `, waits for ${coordinator.waitingFor.slice(0, 4).join(', ')}`}.{' '}
        <span className="quiet">
          Thin: what its table allows. Strong: taken in this history{last !== null && `, last by ${eventOf(last)}`}.
        </span>
      </p>
      <MachineGraph label={graphLabel('The coordinator', nodes, ways, seen)} nodes={nodes} edges={merged(edges)} />
      <dl className="protocol-row" aria-label={`What the table does in the phase ${phase}`}>
        {Object.entries(table[phase]).map(([event, { kind, to }]) => (
          <Fragment key={event}>
            <dt className={last?.event === event && last.to === phase ? 'protocol-last' : ''}>{event}</dt>
            <dd className={`protocol-${kind}`}>
              {kind === 'stays'
                ? 'nothing'
                : kind === 'never'
                  ? 'cannot be'
                  : to.length === 0
                    ? 'acts'
                    : `→ ${to.join(', ')}`}
            </dd>
          </Fragment>
        ))}
      </dl>
    </>
  );
}

/** By its name in the table, and what a task has reported in it. */
const eventOf = ({ event, says }: Transition): string => (says === event ? event : `${event} (${says})`);

const isSame = (one: NamedWay, other: NamedWay): boolean =>
  one.from === other.from && one.event === other.event && one.to === other.to;

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
  const edges = ways.map(({ from, event, to }): GraphEdge => ({
    from,
    to,
    label: event,
    about: event,
    look: 'possible',
  }));
  return (
    <>
      <p className="protocol-now">
        {words[name]} <span className="quiet">Arrows: what its table allows. Numbers: how many are there now.</span>
      </p>
      <MachineGraph label={graphLabel(titles[name], nodes, ways)} nodes={nodes} edges={merged(edges)} />
    </>
  );
}

/** Two events on one way are one arrow, which looks like the strongest of them. */
function merged(edges: readonly GraphEdge[]): readonly GraphEdge[] {
  const ways = new Map<string, GraphEdge>();
  for (const edge of edges) {
    const name = `${edge.from} ${edge.to}`;
    const known = ways.get(name);
    const strongest = known !== undefined && strength[known.look] > strength[edge.look] ? known.look : edge.look;
    ways.set(name, {
      ...edge,
      label: joined(known?.label ?? '', edge.label),
      about: joined(known?.about ?? '', edge.about),
      look: strongest,
    });
  }
  return [...ways.values()].toSorted((a, b) => strength[a.look] - strength[b.look]);
}

const strength = { possible: 0, taken: 1, last: 2 } as const;
const joined = (...texts: readonly string[]): string => texts.filter((text) => text !== '').join(', ');

type NamedWay = { readonly from: string; readonly event: string; readonly to: string };

function graphLabel(
  title: string,
  nodes: readonly GraphNode[],
  ways: readonly NamedWay[],
  taken: readonly NamedWay[] = [],
): string {
  const now = nodes.filter(({ isNow }) => isNow).map(({ name, note }) => (note === '' ? name : `${name}: ${note}`));
  const told = (all: readonly NamedWay[]): string =>
    all.map(({ from, event, to }) => `${from}, ${event}, ${to}`).join('; ');
  const history = taken.length === 0 ? '' : ` Taken in this history: ${told(taken)}.`;
  return `${title}. Now: ${now.join('; ') || 'nowhere'}.${history} Ways: ${told(ways) || 'none yet'}.`;
}
