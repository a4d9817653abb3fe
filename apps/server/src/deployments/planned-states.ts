/** What a person wishes for the states of a run whose changes are deployed, as the runtime takes it: migrations are compiled. */
import type { StatePlan } from '@potoroo/runtime/node';
import type { CheckReport, StateWishes } from '@potoroo/shared/control';
import type { NodeId } from '@potoroo/shared/ids';
import { nodeId } from '@potoroo/shared/ids';
import type { Pipeline } from '@potoroo/shared/pipeline';
import { ok } from '@potoroo/shared/result';
import type { Result } from '@potoroo/shared/result';
import type { Compiler } from '../compiler/compiler.ts';

type Versions = { readonly running: Pipeline; readonly present: Pipeline };

export async function plannedStates(
  wishes: StateWishes,
  { compiler, ...versions }: Versions & { readonly compiler: Compiler },
): Promise<Result<ReadonlyMap<NodeId, StatePlan>, CheckReport>> {
  const plans = new Map<NodeId, StatePlan>();
  const migrations = Object.entries(wishes).flatMap(([state, wish]) => {
    if (wish.policy === 'migrate') return [{ state: nodeId(state), code: wish.code }];
    plans.set(nodeId(state), { policy: wish.policy });
    return [];
  });
  if (migrations.length === 0) return ok(plans);
  const compiled = await compiler.migrate({ ...versions, migrations });
  if (!compiled.ok) return compiled;
  for (const module of compiled.value) plans.set(module.node, { policy: 'migrate', module });
  return ok(plans);
}
