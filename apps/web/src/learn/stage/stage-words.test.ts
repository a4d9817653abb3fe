// A card that told of a message what its stage does not do would teach the wrong promise.
import type { MessageView, ObjectView } from '@potoroo/runtime/sim/stage';
import { expect, it } from 'vitest';
import { byKey, fateText } from './stage-words.ts';

const barrier: MessageView['content'] = { type: 'barrier', stage: 1, epoch: 3 };
const records: MessageView['content'] = { type: 'records', stage: 1, input: 0, epoch: 3, records: [] };

it('says of what carries no records that the promise of the stage is not about it', () => {
  expect(fateText({ fate: 'resent', content: barrier })).toMatch(/^It was lost, and is sent again.* about records\.$/);
  expect(fateText({ fate: 'copy discarded', content: barrier })).toMatch(/throws the copy away\. .* about records\.$/);
  expect(fateText({ fate: 'resent', content: records })).not.toContain('promise');
  expect(fateText({ fate: null, content: barrier })).toBe('');
});

it('lists objects as somebody looks for a key, the lock first, whichever came first', () => {
  const object = (key: string, state = 'account'): ObjectView => ({
    state,
    key,
    slot: 0,
    worker: 0,
    home: 0,
    to: null,
    value: null,
  });
  const came = [object('item 10'), object('item 9'), object('Ada'), object('all accounts', 'lock'), object('A008')];
  expect(byKey(came).map(({ key }) => key)).toEqual(['all accounts', 'A008', 'Ada', 'item 9', 'item 10']);
});
