/** The files of a simulated cluster's sinks, which outlast every process. Mutable. */
import { assert } from '@potoroo/shared/assert';
import type { NodeId } from '@potoroo/shared/ids';
import type { SinkStage, Topology } from '@potoroo/shared/topology';
import type { ClusterOptions } from './cluster-options.ts';
import { SimOutput } from './sim-output.ts';

export class SimOutputs {
  readonly byNode: Map<NodeId, SimOutput>;
  readonly #topology: Topology;
  readonly #lagMs: number;

  /** `goesOn`: what another version of the pipeline left. */
  constructor({ topology, goesOn, sinkLagMs = 0 }: Pick<ClusterOptions, 'topology' | 'goesOn' | 'sinkLagMs'>) {
    this.#topology = topology;
    this.#lagMs = sinkLagMs;
    this.byNode = new Map(goesOn?.outputs);
  }

  /** It is written at once: a roll-back takes back what has been written. */
  isPreview(stage: number): boolean {
    const { connector } = this.#sink(stage);
    return connector.type === 'file' && connector.mode === 'immediate';
  }

  /** How long at most what a sink writes at once is on its way to its file; null of a sink that waits for its checkpoints. */
  lagMs(stage: number): number | null {
    return this.isPreview(stage) ? this.#lagMs : null;
  }

  /** A sink goes on where its checkpoint says that its output ended. */
  open(stage: number, length: number): void {
    if (this.isPreview(stage)) this.#of(stage).cut(length);
  }

  get bytes(): ReadonlyMap<NodeId, Uint8Array> {
    return new Map(Array.from(this.byNode, ([node, output]) => [node, output.bytes]));
  }

  get repeatedBytes(): number {
    return Array.from(this.byNode.values()).reduce((sum, { repeated }) => sum + repeated, 0);
  }

  write(stage: number, at: number, bytes: Uint8Array): void {
    this.#of(stage).write(at, bytes);
  }

  #of(stage: number): SimOutput {
    const { node } = this.#sink(stage);
    const output = this.byNode.get(node) ?? new SimOutput();
    this.byNode.set(node, output);
    return output;
  }

  #sink(id: number): SinkStage {
    const stage = this.#topology.stages[id];
    assert(stage?.kind === 'sink', `stage ${id} is a sink`);
    return stage;
  }
}
