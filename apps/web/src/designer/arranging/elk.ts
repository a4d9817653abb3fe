/** ELK in its own worker, loaded when it is first needed: it is larger than the whole first screen. */
import workerUrl from 'elkjs/lib/elk-worker.min.js?url';
import { err, ok, type Result } from '@potoroo/shared/result';
import type { ELK } from 'elkjs/lib/elk-api.js';
import type { ElkNode } from './elk-graph.ts';

let engine: Promise<ELK> | null = null;

/** The error is for a person. */
export async function laidOut(graph: ElkNode): Promise<Result<ElkNode, string>> {
  try {
    engine ??= start();
    // ELK writes into what it is given, so it gets a copy.
    return ok(await (await engine).layout(structuredClone(graph) as Parameters<ELK['layout']>[0]));
  } catch (cause) {
    engine = null;
    return err(`The layout could not be worked out: ${cause instanceof Error ? cause.message : String(cause)}.`);
  }
}

async function start(): Promise<ELK> {
  const { default: Engine } = await import('elkjs/lib/elk-api.js');
  return new Engine({ workerUrl, workerFactory: () => new Worker(workerUrl, { name: 'layout' }) });
}
