/**
 * Records with which the snippets of a generated topology come to no end, each at one module: the call never returns, or
 * the process dies in it. A record is known by its number within its source, whatever has been made of it. Mutable.
 */
import type { ModuleId, NodeId } from '@potoroo/shared/ids';
import type { Topology } from '@potoroo/shared/topology';
import type { ProgramBuilder, Quarantined } from '../api/index.ts';
import type { ProcessEnd, SimProcess } from './sim-process.ts';

export type Poison = {
  readonly source: NodeId;
  /** From 0. */
  readonly record: number;
  readonly module: ModuleId;
  readonly end: Exclude<ProcessEnd, 'is killed'>;
};

export class Poisons {
  readonly #topology: Topology;
  readonly #poisons: Poison[] = [];
  readonly #met: (poison: Poison) => void;

  /** `met`: told whenever a process came to no end. */
  constructor(topology: Topology, met: (poison: Poison) => void) {
    this.#topology = topology;
    this.#met = met;
  }

  get all(): readonly Poison[] {
    return this.#poisons;
  }

  add(poison: Poison): void {
    this.#poisons.push(poison);
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
          process.stick(poison.end);
          this.#met(poison);
        },
      });
  }

  /** A line is met by the parser of its own source only; a record carries its trail, which begins with its source. */
  #isOf(argument: unknown, { source, record, module }: Poison): boolean {
    if (typeof argument === 'string') {
      if (this.#topology.modules[module]?.node !== source) return false;
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
