// Shares that are added up wrongly send a person to the wrong node.
import type { ProfileReport, WorkerProfileReport } from '@potoroo/shared/control';
import { expect, test } from 'vitest';
import { profileView, shareText } from './profile-view.ts';

const none = { 'user logic': 0, codec: 0, network: 0, runtime: 0, garbage: 0 };
const profile = (worker: string, busyMs: number, more: Partial<WorkerProfileReport>): WorkerProfileReport => ({
  worker,
  busyMs,
  parts: none,
  nodes: [],
  profile: null,
  ...more,
});
const report = (...profiles: readonly WorkerProfileReport[]): ProfileReport => ({ profiles, silent: [] });

test("a node has its share of the time of all workers, by how busy each was; the rest is no node's", () => {
  const view = profileView(
    report(
      profile('w1', 3_000, {
        parts: { ...none, 'user logic': 0.5, codec: 0.3, network: 0.2 },
        nodes: [
          { node: 'check', share: 0.5, parts: { ...none, 'user logic': 0.5 } },
          { node: 'orders', share: 0.2, parts: { ...none, codec: 0.2 } },
        ],
      }),
      profile('w2', 1_000, {
        parts: { ...none, 'user logic': 0.25, runtime: 0.75 },
        nodes: [{ node: 'orders', share: 1, parts: { ...none, 'user logic': 0.25, runtime: 0.75 } }],
      }),
    ),
  );
  expect(view.busyMs).toBe(4_000);
  expect(view.nodes.map(({ node, share }) => [node, share.toFixed(4)])).toEqual([
    ['orders', '0.4000'],
    ['check', '0.3750'],
  ]);
  expect(view.nodes[0]?.parts.codec).toBeCloseTo(0.15);
  expect(view.nodes[0]?.parts.runtime).toBeCloseTo(0.1875);
  expect(view.rest.parts).toMatchObject({ 'user logic': 0, runtime: 0, garbage: 0 });
  expect(view.rest.parts.codec).toBeCloseTo(0.075);
  expect(view.rest.parts.network).toBeCloseTo(0.15);
  const [first] = view.workers;
  expect([first?.worker, first?.busyMs, first?.share]).toEqual(['w1', 3_000, 1]);
});

test('workers that did nothing, and none at all, take no share', () => {
  expect(profileView(report()).nodes).toEqual([]);
  const idle = profileView(report(profile('w1', 0, { nodes: [{ node: 'check', share: 0, parts: none }] })));
  expect([idle.nodes[0]?.share, idle.rest.share]).toEqual([0, 0]);
});

test('a card says what is worth saying', () => {
  const row = { share: 0.34, parts: { ...none, 'user logic': 0.2, codec: 0.137, garbage: 0.003 } };
  expect(shareText(row)).toBe('34%: logic 20, codec 14');
  expect(shareText({ share: 0.004, parts: { ...none, codec: 0.004 } })).toBe('under 1%');
});
