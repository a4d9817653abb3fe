/** A scraper that meets one wrong line drops all of them. */
import { nodeId } from '@potoroo/shared/ids';
import type { DeploymentStatus } from '@potoroo/shared/control';
import { limits } from '@potoroo/shared/limits';
import { expect, test } from 'vitest';
import { movementEntry } from '../testing/hand-driven-deployment.ts';
import { telemetryFrame } from '../testing/telemetry-frame.ts';
import { MovementBook } from '../deployments/movement-book.ts';
import { Heights } from './heights.ts';
import { metricsText } from './metrics-text.ts';

const status = { phase: 'running' } as DeploymentStatus;
const line = /^[a-z_]+(?:\{(?:[a-z]+="(?:[^"\\\n]|\\["\\n])*",?)+\})? \S+$/;

test('every line is a comment or a sample, and every family says first what it is', () => {
  const frame = telemetryFrame({
    ledger: { ...telemetryFrame().ledger, accepted: 1_200, applied: 1_100, lost: 2, doubled: 1 },
    nodes: [
      {
        node: nodeId('say "hi"\\'),
        recordsIn: 3,
        recordsOut: 2,
        costMicros: null,
        busy: null,
        backPressured: 0,
        queue: 0,
      },
    ],
    stages: [{ state: nodeId('s'), placement: [0, 0], objects: [3, 4], applied: [1, 1], alone: 2 }],
    gone: [
      { worker: 'w2', pid: 2, how: 'left', atMs: 1, records: 40 },
      { worker: 'w1', pid: 1, how: 'lost', atMs: 2, records: null },
    ],
    recovering: { sinceMs: 2, checkpoint: 7 },
    latency: { p50: 1, p99: 1, counts: [0, 0, 0, 10] },
    latencies: {
      nodes: [{ node: nodeId('count'), counts: [0, 0, 0, 10] }],
      ways: [{ source: nodeId('in'), sink: nodeId('out'), counts: [0, 0, 0, 4, 3] }],
    },
  });
  const movements = new MovementBook();
  movements.take(movementEntry());
  movements.take(movementEntry({ id: 2, phase: 'queued' }));
  const text = metricsText({ status, frame, movements });
  const lines = text.trimEnd().split('\n');
  expect(lines.filter((each) => !each.startsWith('# ') && !line.test(each))).toEqual([]);
  const typed = new Set(lines.flatMap((each) => /^# TYPE (\S+)/.exec(each)?.[1] ?? []));
  for (const each of lines) if (!each.startsWith('#')) expect(typed).toContain(/^[a-z_]+/.exec(each)?.[0]);
  expect(lines).toContain('potoroo_phase{phase="running"} 1');
  expect(lines).toContain('potoroo_phase{phase="failed"} 0');
  expect(lines).toContain('potoroo_records_accepted_total 1200');
  expect(lines).toContain('potoroo_records_lost 2');
  expect(lines).toContain('potoroo_records_doubled 1');
  expect(lines).toContain('potoroo_node_records_in_total{node="say \\"hi\\"\\\\"} 3');
  expect(lines).toContain('potoroo_state_objects{state="s"} 9');
  expect(lines).toContain('potoroo_worker_records_total{worker="w2"} 40');
  expect(text).not.toContain('worker_records_total{worker="w1"}');
  expect(lines).toContain('potoroo_recovering 1');
  expect(lines).toContain('potoroo_latency_seconds{quantile="0.99"} 0.000002');
  expect(lines).toContain('potoroo_node_latency_seconds{node="count",quantile="0.9999"} 0.000002');
  expect(lines).toContain('potoroo_way_latency_seconds{source="in",sink="out",quantile="0.5"} 0.000002');
  expect(lines).toContain('potoroo_way_records_total{source="in",sink="out"} 7');
  expect(lines).toContain('potoroo_movements_open 2');
});

test('movements that are over are counted once, and never less, also when their entries are forgotten', () => {
  const movements = new MovementBook();
  const counted = (): string | undefined =>
    /^potoroo_movements_total\{cause="checkpoint",phase="done"\} (\d+)$/m.exec(
      metricsText({ status, frame: telemetryFrame(), movements }),
    )?.[1];
  expect(counted()).toBeUndefined();
  for (let id = 1; id <= 2 * limits.movementsKept; id += 1) {
    movements.take(movementEntry({ id }));
    for (const revision of [1, 2]) movements.take(movementEntry({ id, revision, phase: 'done' }));
    expect(counted()).toBe(String(id));
  }
  expect(movements.all.length).toBe(limits.movementsKept);
});

test('without a run there is its phase alone', () => {
  const text = metricsText({
    status: { phase: 'idle' } as DeploymentStatus,
    frame: null,
    movements: new MovementBook(),
  });
  expect(text).toContain('potoroo_phase{phase="idle"} 1\n');
  expect(text).not.toContain('records');
});

test('a counter does not fall where a recovery counts again, and begins anew with another run', () => {
  const heights = new Heights();
  const told = (id: string, recordsIn: number): readonly string[] => {
    const node = { node: nodeId('count'), recordsIn, recordsOut: 0, costMicros: null, busy: null };
    const frame = telemetryFrame({ nodes: [{ ...node, backPressured: 0, queue: 0 }] });
    const text = metricsText({ status: { ...status, id }, frame, movements: new MovementBook(), heights });
    return text.split('\n').filter((each) => each.startsWith('potoroo_node_records_in_total'));
  };
  const values = [
    ['a', 700],
    ['a', 650],
    ['a', 710],
    ['b', 5],
  ] as const;
  expect(values.flatMap(([run, value]) => told(run, value))).toEqual(
    [700, 700, 710, 5].map((value) => `potoroo_node_records_in_total{node="count"} ${value}`),
  );
});
