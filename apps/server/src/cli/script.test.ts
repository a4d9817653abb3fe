// A demonstration that is told to kill one process and kills another, or nothing, shows the wrong thing to everybody in the room.
import type { Topology } from '@potoroo/shared/topology';
import type { DeploymentOptions } from '@potoroo/runtime/node';
import { describe, expect, test, vi } from 'vitest';
import { createHandDriven } from '../testing/hand-driven-deployment.ts';
import { parseScript, ScriptPlay, unknownName } from './script.ts';

describe('a script', () => {
  test('is steps at times, in the order of their times', () => {
    expect(
      parseScript(
        'at 2s kill coordinator;at 1500ms kill w1; at 0.5s add ; at 3s drain w12; at 4s checkpoint;' +
          'at 5s move symbol-data AAPL to w2; at 6s move  totals  a to b  to w1; at 7s release totals a to b',
      ),
    ).toMatchObject({
      ok: true,
      value: [
        { atMs: 500, act: { type: 'add' }, text: 'at 0.5s add' },
        { atMs: 1_500, act: { type: 'kill', name: 'w1' } },
        { atMs: 2_000, act: { type: 'kill', name: 'coordinator' } },
        { atMs: 3_000, act: { type: 'drain', name: 'w12' } },
        { atMs: 4_000, act: { type: 'checkpoint' } },
        { atMs: 5_000, act: { type: 'move', state: 'symbol-data', key: 'AAPL', name: 'w2' } },
        { atMs: 6_000, act: { type: 'move', state: 'totals', key: 'a to b', name: 'w1' } },
        { atMs: 7_000, act: { type: 'release', state: 'totals', key: 'a to b' } },
      ],
    });
  });

  test('disturbs as the command does, with words in the place of its flags', () => {
    expect(
      parseScript(
        'at 1s slow w1; at 2s slow w2 for 500ms factor 3; at 3s cut w1 w3 for 1s;' +
          'at 4s burst Orders factor 8 for 2s; at 5s skew orders share 0.9',
      ),
    ).toMatchObject({
      ok: true,
      value: [
        { atMs: 1_000, act: { type: 'slow', worker: 'w1', factor: 5, forMs: 5_000 } },
        { atMs: 2_000, act: { type: 'slow', worker: 'w2', factor: 3, forMs: 500 } },
        { atMs: 3_000, act: { type: 'cut', worker: 'w1', peer: 'w3', forMs: 1_000 } },
        { atMs: 4_000, act: { type: 'burst', source: 'Orders', factor: 8, forMs: 2_000 } },
        { atMs: 5_000, act: { type: 'skew', source: 'orders', share: 0.9, forMs: 5_000 } },
      ],
    });
  });

  test('tells what came of every step, also of one whose time did not come', async () => {
    const steps = parseScript('at 0s kill w7; at 0s checkpoint; at 1s add');
    const said: string[] = [];
    const { start, finish } = createHandDriven();
    const deployment = start({} as DeploymentOptions);
    const play = new ScriptPlay(steps.ok ? steps.value : [], (text) => said.push(text));
    play.begin({ deployment, topology: { stages: [] } as unknown as Topology });
    await vi.waitFor(() => expect(said).toHaveLength(2));
    finish();
    expect(await play.end()).toEqual([
      { step: 'at 0s kill w7', error: 'there is no such process' },
      { step: 'at 0s checkpoint', error: null },
      { step: 'at 1s add', error: 'the run was over before' },
    ]);
    expect(said).toEqual([
      'kill w7: there is no such process',
      'checkpoint: done',
      'at 1s add: the run was over before',
    ]);
  });

  test('of a run that never came to be ready is told, too', async () => {
    const steps = parseScript('at 0s add');
    expect(await new ScriptPlay(steps.ok ? steps.value : [], () => undefined).end()).toEqual([
      { step: 'at 0s add', error: 'the run was over before' },
    ]);
  });

  test('is refused where it names a state or a source that the pipeline does not have', () => {
    const topology = {
      stages: [
        { kind: 'source', node: 'orders', name: 'Orders' },
        { kind: 'keyed', state: 'totals' },
      ],
    } as unknown as Topology;
    const refusal = (text: string): string | null => {
      const steps = parseScript(text);
      return steps.ok ? (unknownName(steps.value, topology)?.message ?? null) : text;
    };
    expect(refusal('at 1s burst ORDERS; at 2s move totals a to w1; at 3s slow w1')).toBeNull();
    expect(refusal('at 1s burst votes')).toBe('--script names a source "votes", which the pipeline does not have.');
    expect(refusal('at 1s release total a')).toBe('--script names a state "total", which the pipeline does not have.');
  });

  test.each([
    '',
    ';',
    'add',
    'at 1 add',
    'at 1s',
    'at 1s add w1',
    'at 1s kill',
    'at 1s kill w0',
    'at 1s drain coordinator',
    'at -1s add',
    'at 1s explode w1',
    'at 1s move totals a',
    'at 1s move totals to w2',
    'at 1s move totals a to coordinator',
    'at 1s release totals',
    'at 1s slow',
    'at 1s slow w1 w2',
    'at 1s slow w1 for 0ms',
    'at 1s slow w1 share 0.5',
    'at 1s slow w1 for 1s for 2s',
    'at 1s cut w1',
    'at 1s burst',
    'at 1s burst orders factor',
  ])('%j is refused, with an example of what can be read', (text) => {
    expect(parseScript(text)).toMatchObject({
      ok: false,
      error: { remedy: expect.stringContaining('at 1500ms kill w1') },
    });
  });
});
