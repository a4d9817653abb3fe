/** All keys of the run's state, as many as may be asked for: read once, when the lab is opened. */
import type { NodeId } from '@potoroo/shared/ids';
import { useEffect, useState } from 'react';
import { slotsOfState } from '../link/deployment-api.ts';
import { count, counted } from '../ui/numbers.ts';
import { stageViewNow } from './moment.ts';

type AllKeys = { readonly keys: readonly string[]; readonly text: string };

/** Of each worker's share one answer has so many keys at most; smaller bites have more of them. */
const slotsPerQuestion = 16;

export function useAllKeys(state: NodeId): AllKeys {
  const [all, take] = useState<AllKeys>({ keys: [], text: 'Reading the keys' });
  useEffect(() => {
    let isOver = false;
    void readKeys(state, () => isOver).then((read) => {
      if (!isOver) take(read);
    });
    return () => {
      isOver = true;
    };
  }, [state]);
  return all;
}

async function readKeys(state: NodeId, isOver: () => boolean): Promise<AllKeys> {
  const slots = stageViewNow()?.stage.placement.length ?? 0;
  const keys: string[] = [];
  let total = 0;
  for (let first = 0; first < slots && !isOver(); first += slotsPerQuestion) {
    const asked = Array.from({ length: Math.min(slotsPerQuestion, slots - first) }, (_, index) => first + index);
    const answer = await slotsOfState({ state, slots: asked, values: false });
    if (!answer.ok) return { keys, text: `${answer.error.message} ${answer.error.remedy}` };
    for (const listed of answer.value.slots) {
      keys.push(...listed.keys);
      total += listed.total;
    }
  }
  const text =
    keys.length === total
      ? `all ${counted(total, 'key')} of this state`
      : `a sample of ${count(keys.length)} of ${counted(total, 'key')}`;
  return { keys, text };
}
