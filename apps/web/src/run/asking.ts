/**
 * What has been asked of the run and not been answered. It is so from the very moment of the click, before the request
 * leaves, and until its entry stands in the movement ledger: in between something always says that it was asked for.
 */
import type { Action } from '@potoroo/shared/control';
import type { Movement } from '@potoroo/shared/telemetry';
import { create } from 'zustand';
import { takeMovement } from './movement-store.ts';

export type Asked = { readonly number: number; readonly action: Action };
/** Oldest first. */
export const useAsked = create<{ readonly all: readonly Asked[] }>(() => ({ all: [] }));
let numbered = 0;

type Answer = { readonly ok: true; readonly value: Movement } | { readonly ok: false };

export async function asking<Given extends Answer>(
  action: Action,
  post: (action: Action) => Promise<Given>,
): Promise<Given> {
  const number = ++numbered;
  useAsked.setState(({ all }) => ({ all: [...all, { number, action }] }));
  try {
    const answer = await post(action);
    if (answer.ok) takeMovement(answer.value);
    return answer;
  } finally {
    useAsked.setState(({ all }) => ({ all: all.filter((each) => each.number !== number) }));
  }
}
