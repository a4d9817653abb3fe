/**
 * What a stage could show that is not so: every number of it one more, doubled and nothing, every object elsewhere, changed and
 * gone, and so on, one at a time. A claim of a lesson that none of these makes false says nothing of the stage. For the tests. Pure.
 */
import type { ObjectView, SceneView } from '@potoroo/runtime/sim/stage';
import type { Claim, Condition } from './lesson-schema.ts';
import { holds, type Measured } from './measures.ts';

type Scenes = Readonly<Record<string, SceneView>>;
type Numbers = Readonly<Record<string, number>>;

/** A claim is about the stage; what a scene is set up with stays whatever the stage does. */
const settings: ReadonlySet<string> = new Set(['recordMs', 'lockMs', 'arriving', 'given']);

/** True where something that the stage could show makes the claim false. */
export function canBeFalse(claim: Claim, measured: Measured): boolean {
  for (const faulty of faultsIn(measured)) if (isSeenFalse(claim, faulty)) return true;
  return false;
}

function isSeenFalse({ only, ...condition }: Claim, measured: Measured): boolean {
  return (only === undefined || isSo(only, measured) === true) && isSo(condition, measured) === false;
}

/** Null where it cannot be asked: what it speaks of is gone. */
function isSo(condition: Condition, measured: Measured): boolean | null {
  try {
    return holds(condition, measured);
  } catch {
    return null;
  }
}

function* faultsIn(measured: Measured): Generator<Measured> {
  for (const scenes of spoiledScenes(measured.scenes)) yield { ...measured, scenes };
  for (const before of spoiledScenes(measured.before)) yield { ...measured, before };
  for (const [scene, runs] of Object.entries(measured.runs))
    for (const [workers, counts] of Object.entries(runs))
      for (const wrong of wrongCounts(counts))
        yield { ...measured, runs: { ...measured.runs, [scene]: { ...runs, [workers]: wrong } } };
  for (const [scene, counts] of Object.entries(measured.found))
    for (const wrong of wrongCounts(counts)) yield { ...measured, found: { ...measured.found, [scene]: wrong } };
  const { acts } = measured;
  yield { ...measured, acts: acts.map((place, index) => ({ ...place, event: place.event + 3 * index })) };
}

function* spoiledScenes(scenes: Scenes): Generator<Scenes> {
  for (const [id, scene] of Object.entries(scenes))
    for (const spoiled of spoiledOf(scene)) yield { ...scenes, [id]: { ...scene, ...spoiled } };
}

function* spoiledOf(scene: SceneView): Generator<Partial<SceneView>> {
  for (const counts of wrongCounts(scene.counts)) yield { counts };
  for (const objects of wrongObjects(scene)) yield { objects };
  const { coordinator, ledger, slots } = scene;
  yield { codeRun: 'of other code' };
  yield { messages: [] };
  yield { slots: slots.map((_, slot) => slots[(slot + 1) % slots.length] ?? 0) };
  yield { slots: slots.map(() => slots[0] ?? 0) };
  yield { slots: slots.map((_, slot) => coordinator.members[slot % coordinator.members.length] ?? 0) };
  yield { coordinator: { ...coordinator, phase: 'gathering' } };
  yield { coordinator: { ...coordinator, slotsMoving: coordinator.slotsMoving + 1 } };
  yield { ledger: null };
  if (ledger !== null)
    yield { ledger: { ...ledger, rules: ledger.rules.map((rule) => ({ ...rule, holds: !rule.holds })) } };
}

/** A count is never below zero. */
function* wrongCounts(counts: Numbers): Generator<Numbers> {
  for (const [name, count] of Object.entries(counts)) {
    if (settings.has(name)) continue;
    for (const wrong of [0, count * 2, count + 1, Math.max(0, count - 1), Math.floor(count / 2)])
      if (wrong !== count) yield { ...counts, [name]: wrong };
  }
}

function* wrongObjects({ objects, workers }: SceneView): Generator<readonly ObjectView[]> {
  yield objects.map((object) => ({ ...object, worker: object.home }));
  yield objects.map((object) => ({ ...object, worker: workers[0]?.worker ?? null }));
  for (const [index, object] of objects.entries()) {
    const others = objects.toSpliced(index, 1);
    yield others;
    for (const wrong of [more, double, nothing]) yield [...others, { ...object, value: changed(object.value, wrong) }];
    for (const { worker } of workers) if (worker !== object.worker) yield [...others, { ...object, worker }];
  }
}

const more = (number: number): number => number + 1;
const double = (number: number): number => number * 2;
const nothing = (): number => 0;

/** Every number in it is another one. */
function changed(value: unknown, wrong: (number: number) => number): unknown {
  if (typeof value === 'number') return wrong(value);
  if (Array.isArray(value)) return value.map((each) => changed(each, wrong));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, changed(each, wrong)]));
}
