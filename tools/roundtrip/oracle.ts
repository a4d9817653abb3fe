/** A generated pipeline run in one thread, without a worker: what real runs of it are judged by. */
import { typeScriptLibraries } from '@potoroo/runtime/project';
import { TopologyDriver } from '@potoroo/runtime/testing';
import { compile } from '@potoroo/shared/compile';
import { nodeId } from '@potoroo/shared/ids';
import type { Pipeline } from '@potoroo/shared/pipeline';
import type { Sound } from './sound-pipelines.ts';

/** What each of its sinks is given, in some order: file name -> lines. */
export function outputsOf({ pipeline, inputs, outputs }: Sound): ReadonlyMap<string, readonly string[]> {
  const { topology, diagnostics } = compile(pipeline, typeScriptLibraries());
  if (topology === null) throw new Error(`It does not compile: ${JSON.stringify(diagnostics)}`);
  const driver = new TopologyDriver(topology);
  feed(pipeline, inputs, {
    generate: (source) => driver.generate(nodeId(source), Number.MAX_SAFE_INTEGER),
    feed: (source, text) => driver.feed(nodeId(source), new TextEncoder().encode(text)),
  });
  return new Map(outputs.map((output) => [output, driver.lines(nodeId(sinkOf(output)))]));
}

type Fed = {
  readonly generate: (source: string) => void;
  readonly feed: (source: string, text: string) => void;
};

/** Lets each source have all of its records. */
export function feed({ nodes }: Pipeline, inputs: ReadonlyMap<string, string>, fed: Fed): void {
  for (const node of nodes) {
    if (node.kind !== 'source') continue;
    if (node.connector.type === 'generator') fed.generate(node.id);
    else fed.feed(node.id, inputs.get(`${node.id}.in`) ?? '');
  }
}

export const sinkOf = (output: string): string => output.replace(/\.out$/, '');
