/**
 * Opens, once, whatever a worker may ever have to read or write: nothing can be opened any more when user code is loaded,
 * for which the process gives up its rights as soon as everything is open.
 */
import type { Socket } from 'node:net';
import { setTimeout } from 'node:timers';
import type { NodeId } from '@potoroo/shared/ids';
import type { Topology } from '@potoroo/shared/topology';
import type { Placement, WorkerEvent } from '../../core/index.ts';
import type { Equipment } from './control-messages.ts';
import type { Address } from './dial.ts';
import type { InputFile } from './input-files.ts';
import type { JournalLink } from './journal/journaled-source.ts';
import { openMarks } from './marks.ts';
import { lockDown } from './permissions.ts';
import type { Lack } from './recoverable.ts';
import type { SinkDevice } from './sink-devices.ts';
import { lackingSink, openSink } from './sink-devices.ts';
import type { SourceDevice } from './source-devices.ts';
import { lackingSource, openSource } from './source-devices.ts';
import { isStorageTrouble } from './storage-trouble.ts';

export type Devices = {
  readonly sources: ReadonlyMap<number, SourceDevice>;
  readonly sinks: ReadonlyMap<number, SinkDevice>;
  readonly listening: Readonly<Record<string, string>>;
  readonly mark: ReturnType<typeof openMarks> | null;
  readonly lacks: readonly Lack[];
};

export type OpeningParts = {
  readonly equipment: Equipment;
  /** Drawn when the run began. */
  readonly run: number;
  /** Whether the first slot of a stage is this worker's: a pipe or a listener is only opened where its stage is. */
  readonly owns: (stage: number) => boolean;
  /** It has no place yet, and only has one if it can open whatever can move there. */
  readonly ahead: boolean;
  readonly deliver: (event: WorkerEvent) => void;
  readonly fault: (message: string) => void;
  readonly note: (text: string) => void;
  /** What the sink of a node waits for; null when it does not any more. */
  readonly trouble: (node: NodeId, what: string | null) => void;
  readonly dial: (to: Address, once: boolean) => Promise<Socket>;
  readonly journal: JournalLink;
};

/** Rejects with what, where and what to do. */
export async function openDevices(parts: OpeningParts): Promise<Devices> {
  const { topology, lingerMs, journaled, movable, inputs, marks, begun } = parts.equipment;
  const addresses = new Map(journaled);
  const sources = new Map<number, SourceDevice>();
  const sinks = new Map<number, SinkDevice>();
  const listening: Record<string, string> = {};
  const lacks: Lack[] = [];
  const { deliver, fault, note, dial, run, journal } = parts;
  const knownOf = (node: NodeId): InputFile | null => inputs.find((input) => input.node === node) ?? null;
  /** A member goes on without what others have open, and may have for long, and without a source of which nothing may be left to read. */
  const orLack = <Device>(
    { id, kind, node }: Exclude<Topology['stages'][number], { kind: 'keyed' }>,
    opening: Promise<Device>,
    lacking: (why: string) => Device,
  ): Promise<Device> =>
    opening.catch((error: unknown) => {
      const isOwned = parts.owns(id);
      if (parts.ahead || (isOwned && (kind === 'sink' || (!begun && knownOf(node) === null)))) throw error;
      const why = error instanceof Error ? error.message : String(error);
      lacks.push([id, why]);
      if (begun && !isOwned) note(`${why}; the run goes on, because another worker has it open`);
      return lacking(why);
    });
  for (const stage of topology.stages) {
    if (!parts.owns(stage.id) && !movable.includes(stage.id)) continue;
    if (stage.kind === 'source') {
      const journaledAt = addresses.get(stage.id) ?? null;
      const known = knownOf(stage.node);
      const opening = openSource({ stage, deliver, fault, lingerMs, journaledAt, journal, known });
      const device = await orLack(stage, opening, (why) => lackingSource(() => fault(why)));
      if (device === null) continue;
      sources.set(stage.id, device);
      if (device.address !== null) listening[stage.node] = device.address;
    }
    if (stage.kind === 'sink') {
      const trouble = (what: string | null): void => parts.trouble(stage.node, what);
      const otherFiles = otherFilesOf(topology, stage);
      const opening = openSink({ stage, otherFiles, dial, run, begun, fault, note, trouble });
      sinks.set(stage.id, await orLack(stage, opening, (why) => lackingSink(() => fault(why))));
    }
  }
  const mark = marks === null ? null : await marksOn(marks, parts);
  lockDown();
  return { sources, sinks, listening, mark, lacks };
}

const retryMs = 1_000;

/** A disk that cannot be written for now ends no run that has begun: whoever joins it, or takes another's place, waits. */
async function marksOn(path: string, { equipment, note }: OpeningParts): Promise<ReturnType<typeof openMarks>> {
  for (let isTold = false; ; isTold = true) {
    try {
      return openMarks(path);
    } catch (error) {
      if (!equipment.begun || !isStorageTrouble(error)) throw error;
      const why = error instanceof Error ? error.message : String(error);
      if (!isTold) note(`${path} cannot be written: ${why}; its worker begins when it can`);
      await new Promise((resolve) => setTimeout(resolve, retryMs));
    }
  }
}

/** For a generation that begins, as long as it is not over. */
export async function connectSinks(
  { sinks }: Devices,
  owns: (stage: number) => boolean,
  isOver: () => boolean,
): Promise<void> {
  for (const [stage, device] of sinks) {
    // A receiver may have been waited for: what is given up now may be the next generation's.
    if (isOver()) return;
    if (owns(stage)) await device.connect();
    // It may have been here in a generation that was given up.
    else await device.abandon();
  }
}

/** Null; or why a receiver may not have read everything. */
export const closeSinks = (devices: Devices | null): Promise<string | null> =>
  Promise.all(Array.from(devices?.sinks.values() ?? [], (sink) => sink.close())).then(
    () => null,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );

export const ownsIn =
  (placement: Placement, worker: number) =>
  (stage: number): boolean =>
    placement[stage]?.[0] === worker;

function otherFilesOf(topology: Topology, own: Topology['stages'][number]): readonly string[] {
  return topology.stages.flatMap((stage) =>
    stage !== own && stage.kind !== 'keyed' && stage.connector.type === 'file' ? [stage.connector.path] : [],
  );
}
