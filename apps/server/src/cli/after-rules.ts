/** Whether the `--after` rules can be kept: every name is a source, none waits for itself, in a circle, or for ever. */
import { nodeId } from '@potoroo/shared/ids';
import type { NodeId } from '@potoroo/shared/ids';
import type { Pipeline } from '@potoroo/shared/pipeline';
import { ok } from '@potoroo/shared/result';
import type { Result } from '@potoroo/shared/result';
import type { AfterRule } from './arguments.ts';
import { refuse } from './failure.ts';
import type { Refusal } from './failure.ts';
import { knownNodes } from './overrides.ts';

export type SourceOrder = { readonly source: NodeId; readonly after: NodeId };

export function resolveAfterRules(
  pipeline: Pipeline,
  rules: readonly AfterRule[],
): Result<readonly SourceOrder[], Refusal> {
  for (const rule of rules) {
    const refusal = refuseRule(pipeline, rule);
    if (!refusal.ok) return refusal;
  }
  const circle = findCircle(rules);
  if (circle !== null)
    return refuse(
      `The --after rules form a circle: ${circle.join(' after ')}.`,
      'Leave one of them out; no source could ever start.',
    );
  return ok(rules.map(({ source, after }) => ({ source: nodeId(source), after: nodeId(after) })));
}

function refuseRule(pipeline: Pipeline, { source, after }: AfterRule): Result<null, Refusal> {
  for (const name of [source, after]) {
    const node = pipeline.nodes.find((candidate) => candidate.id === name);
    if (node?.kind !== 'source')
      return refuse(
        `--after ${source}=${after}: "${name}" is not a source of this pipeline.`,
        knownNodes(pipeline, 'source', name),
      );
  }
  if (source === after)
    return refuse(
      `--after ${source}=${after}: a source cannot wait for itself.`,
      'Name the other source after the "=".',
    );
  const awaited = pipeline.nodes.find((candidate) => candidate.id === after);
  if (awaited?.kind === 'source' && awaited.connector.type === 'generator' && awaited.connector.count === null) {
    return refuse(
      `--after ${source}=${after}: the generator "${after}" never ends, so "${source}" would never start.`,
      `Give it an end: --source ${after}=generator?count=100000.`,
    );
  }
  return ok(null);
}

function findCircle(rules: readonly AfterRule[]): readonly string[] | null {
  for (const start of new Set(rules.map((rule) => rule.source))) {
    const circle = pathBack({ start, at: start, rules, path: [start] });
    if (circle !== null) return circle;
  }
  return null;
}

type Walk = {
  readonly start: string;
  readonly at: string;
  readonly rules: readonly AfterRule[];
  readonly path: readonly string[];
};

/** Depth first from `at` along the rules until `start` is met again. */
function pathBack({ start, at, rules, path }: Walk): readonly string[] | null {
  for (const { after } of rules.filter((rule) => rule.source === at)) {
    if (after === start) return [...path, start];
    if (path.includes(after)) continue;
    const found = pathBack({ start, at: after, rules, path: [...path, after] });
    if (found !== null) return found;
  }
  return null;
}
