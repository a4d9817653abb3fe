/**
 * The code with which the workers of a stage have really met records: of each state computation, and of what makes its objects, every
 * text that a worker has called. One hash of all of it, so that stages can be compared, however many workers they have. Mutable.
 */
import type { Topology } from '@potoroo/shared/topology';
import type { ProgramBuilder } from '../../api/index.ts';
import { shortHash } from './topologies.ts';

export class CodeRun {
  /** What stands in which place of a state, as it was called. */
  readonly #called = new Set<string>();

  get hash(): string {
    return shortHash([...this.#called].toSorted().join('\n'));
  }

  /** `topology`: the one that this worker runs. */
  within(builder: ProgramBuilder, { stages, modules }: Topology): ProgramBuilder {
    const states = new Set(
      stages.flatMap((stage) =>
        stage.kind === 'keyed' ? [stage.initial, ...stage.inputs.map(({ module }) => module)] : [],
      ),
    );
    return (wiring) =>
      builder({
        ...wiring,
        calling: (id, argument) => {
          wiring.calling?.(id, argument);
          if (!states.delete(id)) return;
          const module = modules[id];
          this.#called.add(`${module?.node} ${module?.field} ${module?.code}`);
        },
      });
  }
}
