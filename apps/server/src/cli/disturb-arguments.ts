/** The words and flags of `disturb`: what is done to the run for a while, to see what it does. */
import { limits } from '@potoroo/shared/limits';
import { ok } from '@potoroo/shared/result';
import type { Result } from '@potoroo/shared/result';
import type { Disturbance } from '@potoroo/shared/telemetry';
import { refuse } from './failure.ts';
import type { Refusal } from './failure.ts';

export const disturbWords =
  'disturb slow WORKER | disturb cut WORKER WORKER | disturb burst SOURCE | disturb skew SOURCE [--for 5s] [--factor 5] [--share 0.8]';

type Words = {
  readonly positionals: readonly string[];
  readonly values: ReadonlyMap<string, readonly string[]>;
};
type What = Disturbance<string>;
/** As a person asks for it: a source by its id or by its name. */
export type AskedDisturbance = What & { readonly forMs: number };

const usualMs = 5_000;
const usualFactor = 5;
const usualShare = 0.8;

export function parseDisturb({ positionals, values }: Words): Result<AskedDisturbance, Refusal> {
  const forMs = timeOf(values.get('for')?.[0]);
  if (!forMs.ok) return forMs;
  const factor = numberOf(values, { flag: 'factor', above: 1, most: limits.disturbanceFactorMax, usual: usualFactor });
  if (!factor.ok) return factor;
  const share = numberOf(values, { flag: 'share', above: 0, most: 1, usual: usualShare });
  if (!share.ok) return share;
  const what = whatOf(positionals, { factor: factor.value, share: share.value });
  if (what === null)
    return refuse(
      `The command "disturb" cannot be read: ${positionals.length === 0 ? 'it needs to know what to do' : `"${positionals.join(' ')}"`}.`,
      `Write it as: ${disturbWords}; workers are w1, w2, ...`,
    );
  const surplus = ['factor', 'share'].find((flag) => values.has(flag) && !Object.hasOwn(what, flag));
  if (surplus !== undefined)
    return refuse(`"disturb ${what.type}" has no use for --${surplus}.`, `Write it as: ${disturbWords}.`);
  return ok({ ...what, forMs: forMs.value });
}

function whatOf(
  [type, first, second, ...more]: readonly string[],
  { factor, share }: { readonly factor: number; readonly share: number },
): What | null {
  if (first === undefined || first === '' || more.length > 0) return null;
  if (type === 'cut') return isWorker(first) && isWorker(second) ? { type, worker: first, peer: second } : null;
  if (second !== undefined) return null;
  switch (type) {
    case 'slow':
      return isWorker(first) ? { type, worker: first, factor } : null;
    case 'burst':
      return { type, source: first, factor };
    case 'skew':
      return { type, source: first, share };
    default:
      return null;
  }
}

const isWorker = (name: string | undefined): name is string => name !== undefined && /^w[1-9]\d{0,5}$/.test(name);

function timeOf(text: string | undefined): Result<number, Refusal> {
  if (text === undefined) return ok(usualMs);
  const [, amount, unit] = /^(\d{1,6}(?:\.\d{1,3})?)(ms|s)$/.exec(text) ?? [];
  const ms = Number(amount) * (unit === 's' ? 1_000 : 1);
  return Number.isInteger(ms) && ms >= limits.disturbanceMsMin && ms <= limits.disturbanceMsMax
    ? ok(ms)
    : refuse(
        `--for "${text}" is no time from ${limits.disturbanceMsMin}ms to ${limits.disturbanceMsMax / 1_000}s.`,
        'Give one, such as --for 500ms or --for 10s.',
      );
}

type Bounds = { readonly flag: string; readonly above: number; readonly most: number; readonly usual: number };

function numberOf(values: Words['values'], { flag, above, most, usual }: Bounds): Result<number, Refusal> {
  const text = values.get(flag)?.[0];
  if (text === undefined) return ok(usual);
  const number = /^\d{1,3}(?:\.\d{1,6})?$/.test(text) ? Number(text) : Number.NaN;
  return number > above && number <= most
    ? ok(number)
    : refuse(
        `--${flag} "${text}" is no number above ${above} and up to ${most}.`,
        `Give one, such as --${flag} ${usual}.`,
      );
}
