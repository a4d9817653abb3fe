/** The input of a scene, made from its seed: lines for each source. Pure. */
import { nodeId, type NodeId } from '@potoroo/shared/ids';
import { plainText } from '../../api/index.ts';
import type { Random } from '../random.ts';
import { randomFrom } from '../random.ts';
import type { SceneSpec } from './scene-spec.ts';
import { keysOf } from './scene-spec.ts';

export const linesOf = (lines: readonly string[]): Uint8Array =>
  plainText.encode(lines.map((line) => `${line}\n`).join(''));

/** Every key once, in turn, then keys as they are drawn. */
export function inputLines(spec: SceneSpec): readonly string[] {
  const random = randomFrom(spec.seed).fork('inputs');
  const keys = keysOf(spec);
  if (spec.flow === 'people' || spec.flow === 'items') return keys;
  return Array.from({ length: spec.records }, (_, index) => {
    const key = keyOf(keys, { index, hot: spec.hot ?? 0, random });
    const amount = 1 + random.below(9);
    switch (spec.flow) {
      case 'coordinated':
      case 'uncoordinated':
        return `${index} ${key},${otherThan(key, keys, random)} ${amount}`;
      case 'transfer':
        return `${index} ${key} ${otherThan(key, keys, random)} ${10 * amount}`;
      default:
        return `${index} ${key} ${amount}`;
    }
  });
}

type Draw = { readonly index: number; readonly hot: number; readonly random: Random };

/** The first key is the hot one: it has exactly its share of the records, spread over the run, and none of the others is drawn. */
function keyOf(keys: readonly string[], { index, hot, random }: Draw): string {
  if (hot === 0) return keys[index < keys.length ? index : random.below(keys.length)] ?? '';
  const isHot = Math.floor((index + 1) * hot) > Math.floor(index * hot);
  return keys[isHot ? 0 : 1 + random.below(keys.length - 1)] ?? '';
}

function otherThan(key: string, keys: readonly string[], random: Random): string {
  const at = keys.indexOf(key);
  return keys[(at + 1 + random.below(Math.max(1, keys.length - 1))) % keys.length] ?? '';
}

/** Dealt to the sources in turn. */
export function inputsOf(spec: SceneSpec, sources: readonly string[]): ReadonlyMap<NodeId, Uint8Array> {
  const lines = inputLines(spec);
  return new Map(
    sources.map((source, index) => [
      nodeId(source),
      linesOf(lines.filter((_, line) => line % sources.length === index)),
    ]),
  );
}
