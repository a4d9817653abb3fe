/**
 * Records with which the snippets of a generated topology come to no end, each at one module: the call never returns, or
 * the process dies in it. A record is known by its number within its source, whatever has been made of it. Mutable.
 */
import type { ModuleId, NodeId } from '@potoroo/shared/ids';
import type { ProgramBuilder, Quarantined } from '../api/index.ts';
import type { ClusterOptions, ClusterResult } from './cluster-options.ts';
import type { Disk } from './disk.ts';
import type { Fault } from './faults.ts';
import type { ProcessEnd, SimProcess } from './sim-process.ts';

export type Poison = {
  readonly source: NodeId;
  /** From 0. */
  readonly record: number;
  readonly module: ModuleId;
  readonly end: Exclude<ProcessEnd, 'is killed'>;
};

export class Poisons {
  readonly #world: Pick<ClusterOptions, 'topology' | 'inputs'>;
  readonly #disk: Pick<Disk, 'generation' | 'quarantine'>;
  readonly #poisons: Poison[] = [];
  readonly #again: Poison[] = [];
  readonly #met: () => void;

  /** `met`: told whenever a process came to no end. */
  constructor(world: Pick<ClusterOptions, 'topology' | 'inputs'>, disk: Disk, met: () => void) {
    this.#world = world;
    this.#disk = disk;
    this.#met = met;
  }

  get told(): Pick<ClusterResult, 'poisons' | 'metAgain'> {
    return { poisons: this.#poisons, metAgain: this.#again };
  }

  /** From now on user code comes to no end with this record. */
  plant({ source, record, module, loops }: Extract<Fault, { type: 'poison' }>): void {
    const { topology, inputs } = this.#world;
    const [node, input] = Array.from(inputs)[source % inputs.size] ?? [];
    const found = topology.modules[module % topology.modules.length];
    if (node === undefined || input === undefined || found === undefined) return;
    this.#poisons.push({
      source: node,
      record: Math.floor(record * recordAt(input, input.length)),
      module: found.id,
      end: loops ? 'loops' : 'dies',
    });
  }

  /** The snippets as they are called in this process. */
  within(program: ProgramBuilder, process: SimProcess): ProgramBuilder {
    return (wiring) =>
      program({
        ...wiring,
        calling: (module, argument) => {
          wiring.calling?.(module, argument);
          if (process.killedWhenBusy) process.stick('is killed');
          const poison = this.#poisons.find((one) => one.module === module && this.#isOf(argument, one));
          if (poison === undefined) return;
          if (process.generation === this.#disk.generation && this.#isKnown(poison)) this.#again.push(poison);
          process.stick(poison.end);
          this.#met();
        },
      });
  }

  /** A generation begins with what is in quarantine on the disk by then. */
  #isKnown(poison: Poison): boolean {
    const { topology, inputs } = this.#world;
    return this.#disk.quarantine.some((found) => {
      const stage = topology.stages[found.source];
      if (stage?.kind !== 'source' || stage.node !== poison.source) return false;
      return isFound(poison, found, inputs.get(stage.node) ?? new Uint8Array(0));
    });
  }

  /** A line is met by the parser of its own source only; a record carries its trail, which begins with its source. */
  #isOf(argument: unknown, { source, record, module }: Poison): boolean {
    if (typeof argument === 'string') {
      if (this.#world.topology.modules[module]?.node !== source) return false;
      return argument.endsWith(`#${record}`);
    }
    if (typeof argument !== 'object' || argument === null) return false;
    const { i, t } = argument as { readonly i?: unknown; readonly t?: unknown };
    return i === record && typeof t === 'string' && t.startsWith(source.replace('source', 's'));
  }
}

/** Which record of its source it is, from 0, by the line that begins at its offset. */
export function recordAt(input: Uint8Array, offset: number): number {
  let record = 0;
  for (let at = 0; at < offset; at++) if (input[at] === lineFeed) record++;
  return record;
}

const lineFeed = 10;

/** Whether that is what was found out about this record. */
export const isFound = (poison: Poison, found: Quarantined, input: Uint8Array): boolean =>
  poison.module === found.module && poison.record === recordAt(input, found.offset);
