// What the fault loop does. Were a kind of fault never drawn, hours of it would show nothing about that kind.
import { expect, test } from 'vitest';
import { actText, drawAct, randomFrom } from './random-acts.ts';

const scene = {
  processes: ['coordinator', 'w1', 'w2', 'spare'].map((name, pid) => ({ name, pid })),
  members: ['w1', 'w2'],
  object: { stage: 1, key: 'a' },
};
const textsOf = (seed: number, amount: number): readonly string[] => {
  const random = randomFrom(seed);
  return Array.from({ length: amount }, () => actText(drawAct(random, scene)).replace(/, for .*/, ' for a while'));
};

test('a seed draws the same acts again, and every kind of act on every role is drawn', () => {
  expect(textsOf(5, 50)).toEqual(textsOf(5, 50));
  expect(textsOf(5, 50)).not.toEqual(textsOf(6, 50));
  const drawn = new Set(textsOf(1, 2_000));
  for (const { name } of scene.processes)
    for (const what of [`SIGKILL ${name}`, `SIGSTOP ${name}`, `SIGSTOP ${name} for a while`])
      expect(drawn).toContain(what);
  for (const what of [
    'SIGKILL server',
    'SIGSTOP server for a while',
    'add',
    'drain w1',
    'drain w2',
    'move w1',
    'release',
  ])
    expect(drawn).toContain(what);
});
