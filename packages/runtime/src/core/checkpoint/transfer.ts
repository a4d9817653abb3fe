/**
 * A checkpoint of one version of a pipeline as another version goes on from it: what stays is found by the ids of nodes, and
 * gets the number that its stage has in the other topology. Where the bytes lie is the host's business. Pure.
 *
 * The cut that is transferred is that of a hand-over: every output has left, and nothing was taken after it. A source goes on
 * where it stood while it reads the same place in the same form, an output while it is written to the same place.
 */
import { assert } from '@potoroo/shared/assert';
import type { NodeId } from '@potoroo/shared/ids';
import { stageId } from '@potoroo/shared/ids';
import type { Module, SinkStage, SourceStage, Stage, Topology } from '@potoroo/shared/topology';
import type { Quarantined, TextCodec } from '../../api/index.ts';
import type { Durable } from '../coordinator-messages.ts';
import { firstPlacement } from '../placement/placement.ts';
import type { EpochAccount, StageAccount } from '../telemetry/epoch-ledger.ts';
import type { Chain, Chains } from './checkpoint-book.ts';
import { readOutputs, writeOutputs } from './output-section.ts';
import { SectionDecoder, SectionEncoder } from './slot-section.ts';

/** What becomes of the objects of a state. */
export type StatePolicy = 'keep' | 'migrate' | 'reset';
export type Versions = { readonly before: Topology; readonly after: Topology };
/** Everything that a coordinator starts from. */
export type Cut<Place> = {
  readonly durable: Durable;
  readonly chains: Chains<Place>;
  readonly account: EpochAccount;
  readonly quarantine: readonly Quarantined[];
};
/** A slot whose content is not what the checkpoint holds, but made of it. */
export type Remade = { readonly stage: number; readonly slot: number; readonly from: { readonly stage: number } };

/** Stage of the new version -> the stage of the old one that it goes on from; null: it begins. */
export type Origins = readonly (number | null)[];

export function originsOf({ before, after }: Versions, policyOf: (state: NodeId) => StatePolicy): Origins {
  return after.stages.map((stage) => {
    const found = before.stages.find((old) => goesOnFrom(stage, old));
    if (found === undefined || (stage.kind === 'keyed' && policyOf(stage.state) === 'reset')) return null;
    return found.id;
  });
}

function goesOnFrom(stage: Stage, old: Stage): boolean {
  if (stage.kind === 'keyed') return old.kind === 'keyed' && old.state === stage.state && old.slots === stage.slots;
  if (old.kind === 'keyed' || old.node !== stage.node) return false;
  if (stage.kind === 'source') return old.kind === 'source' && isSameInput(stage, old);
  return old.kind === 'sink' && isSameOutput(stage, old);
}

/** Read from the same place, in the same form: a position in one is a position in the other. */
function isSameInput({ connector: one }: SourceStage, { connector: other }: SourceStage): boolean {
  if (one.type === 'file') return other.type === 'file' && one.path === other.path && one.format === other.format;
  if (one.type === 'generator') return other.type === 'generator';
  return (
    other.type === 'tcp' &&
    one.host === other.host &&
    one.port === other.port &&
    one.format === other.format &&
    one.journal === other.journal
  );
}

function isSameOutput({ connector: one }: SinkStage, { connector: other }: SinkStage): boolean {
  if (one.type === 'file') return other.type === 'file' && one.path === other.path;
  if (one.type === 'live') return other.type === 'live';
  return other.type === 'tcp' && one.host === other.host && one.port === other.port;
}

/** The slots whose content has to be made: outputs, which are closed off, and the objects of states that migrate. */
export function toRemake(
  { after }: Pick<Versions, 'after'>,
  origins: Origins,
  chains: Chains<unknown>,
  policyOf: (state: NodeId) => StatePolicy,
): readonly Remade[] {
  return after.stages.flatMap((stage) => {
    const from = origins[stage.id] ?? null;
    const isMade = stage.kind === 'sink' || (stage.kind === 'keyed' && policyOf(stage.state) === 'migrate');
    if (from === null || !isMade) return [];
    return slotsIn(chains, from).map((slot) => ({ stage: stage.id, slot, from: { stage: from } }));
  });
}

/** The same cut for the other version. `remade`: stage and slot, `2.17`, of the new version -> where what was made lies. */
export function transfer<Place>(
  cut: Cut<Place>,
  { before, after }: Versions,
  origins: Origins,
  remade: ReadonlyMap<string, Place>,
): Cut<Place> {
  const { members, nextWorker, covered, placement, solos } = cut.durable;
  // Another cut than the last one of the old version, though nothing was taken between them.
  const epoch = cut.durable.epoch + 1;
  const first = firstPlacement(after, members);
  const kept = <Value>(values: readonly Value[], stage: number): Value | undefined => {
    const from = origins[stage] ?? null;
    return from === null ? undefined : values[from];
  };
  return {
    durable: {
      epoch,
      members,
      nextWorker,
      placement: after.stages.map(({ id }) => kept(placement, id) ?? first[id] ?? []),
      // Where objects were moved to by themselves goes with their state.
      solos: solos.flatMap((solo) => {
        const stage = origins.indexOf(solo.stage);
        return stage < 0 ? [] : [{ ...solo, stage }];
      }),
      covered: after.stages.flatMap(({ id }) => (covered.includes(origins[id] ?? -1) ? [id] : [])),
      released: new Map(after.stages.flatMap(({ id, kind }) => (kind === 'sink' ? [[id, epoch] as const] : []))),
      stopping: false,
    },
    chains: new Map([...keptChains(cut.chains, after, origins), ...madeChains(remade, epoch)]),
    account: accountOf(
      after,
      after.stages.map(({ id }) => keptAccount(kept(cut.account.stages, id), after)),
      cut.account,
    ),
    quarantine: cut.quarantine.flatMap((one) => stillSkipped(one, { before, after }, origins)),
  };
}

function* keptChains<Place>(
  chains: Chains<Place>,
  { stages }: Topology,
  origins: Origins,
): Iterable<[string, Chain<Place>]> {
  for (const stage of stages) {
    const from = origins[stage.id] ?? null;
    if (from === null) continue;
    for (const slot of slotsIn(chains, from)) {
      const chain = chains.get(`${from}.${slot}`);
      if (chain !== undefined) yield [`${stage.id}.${slot}`, chain];
    }
  }
}

/** What nodes have counted that are still there. */
function keptAccount(account: StageAccount | undefined, after: Topology): StageAccount {
  if (account === undefined) return { records: 0, failures: 0 };
  if (account.nodes === undefined) return account;
  const nodes = nodesOf(after);
  return { ...account, nodes: account.nodes.filter(({ node }) => nodes.has(node)) };
}

const nodesOf = ({ stages }: Topology): ReadonlySet<NodeId> =>
  new Set(
    stages.flatMap((stage) => [
      ...stage.steps.map(({ node }) => node),
      ...(stage.kind === 'keyed' ? [stage.state, ...stage.inputs.map(({ node }) => node)] : [stage.node]),
    ]),
  );

/** What a checkpoint holds of a stage. */
const slotsIn = (chains: Chains<unknown>, stage: number): readonly number[] =>
  Array.from(chains.keys(), (name) => name.split('.').map(Number)).flatMap(([of, slot = 0]) =>
    of === stage ? [slot] : [],
  );

function* madeChains<Place>(made: ReadonlyMap<string, Place>, epoch: number): Iterable<[string, Chain<Place>]> {
  for (const [name, place] of made) yield [name, [{ epoch, full: true, place }]];
}

/** Workers go on counting unless a state begins anew: then theirs would be more than what was applied. */
function accountOf({ stages }: Topology, accounts: readonly StageAccount[], before: EpochAccount): EpochAccount {
  const total = (kind: Stage['kind']): number =>
    accounts.reduce((sum, { records }, stage) => (stages[stage]?.kind === kind ? sum + records : sum), 0);
  const applied = total('keyed');
  return {
    accepted: total('source'),
    applied,
    deadLetters: accounts.reduce((sum, { failures }) => sum + failures, 0),
    stages: accounts,
    ...(before.workers === undefined || before.applied !== applied ? {} : { workers: before.workers }),
  };
}

/** A snippet that was changed may come to an end with the record. */
function stillSkipped(one: Quarantined, { before, after }: Versions, origins: Origins): readonly Quarantined[] {
  const source = origins.findIndex((from, stage) => from === one.source && after.stages[stage]?.kind === 'source');
  const old = before.modules[one.module];
  const module = after.modules.findIndex((candidate) => old !== undefined && isSameModule(candidate, old));
  const found = after.modules[module];
  return source < 0 || found === undefined ? [] : [{ ...one, source: stageId(source), module: found.id }];
}

const isSameModule = (one: Module, other: Module): boolean =>
  one.node === other.node && one.field === other.field && one.code === other.code;

/** An output that goes on behind everything that has left; another header may follow. */
export function closedOutput(chain: readonly Uint8Array[], epoch: number): Uint8Array {
  const last = chain.at(-1);
  assert(last !== undefined, 'an output that was cut has a section');
  const { sealed, preamble } = readOutputs(last);
  const from = { bytes: sealed.from.bytes + sealed.bytes, records: sealed.from.records + sealed.records };
  return writeOutputs({ sealed: { epoch, from, records: 0, bytes: 0, chunks: [] }, preamble, isInherited: true });
}

/** The objects of a slot, each made anew. Throws what `make` throws, with the key. */
export function remadeObjects(
  chain: readonly Uint8Array[],
  text: TextCodec,
  make: (old: unknown, key: string) => unknown,
): Uint8Array {
  const objects = new Map<string, unknown>();
  const decoder = new SectionDecoder(text);
  for (const section of chain) decoder.read(section, (key, value) => objects.set(key, value));
  const encoder = new SectionEncoder(text);
  const draft = encoder.open();
  for (const [key, old] of objects) {
    try {
      encoder.add(draft, key, make(old, key));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new Error(`the object of key ${JSON.stringify(key)} could not be migrated: ${why}`, { cause: error });
    }
  }
  return encoder.close(draft);
}
