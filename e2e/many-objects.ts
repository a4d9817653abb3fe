/**
 * The pipeline of the measurements of the Cluster screen: so many state objects, met in turn, so many records a second (null: as
 * many as are taken). `count` is its state computation.
 */
const countThem =
  '(visit: Visit, visits: Visits): string | null => {\n  visits.count += 1;\n  return visits.count % 1000 === 0 ? visit.key : null;\n}';

export const manyObjects = (objects: number, rate: number | null, count = countThem) => ({
  format: 'potoroo.pipeline',
  version: 1,
  name: 'Many objects',
  description: '',
  types: 'type Visit = { key: string };\ntype Visits = { count: number };',
  nodes: [
    {
      id: 'visits',
      kind: 'source',
      name: 'Visits',
      position: { x: 0, y: 48 },
      connector: { type: 'generator', rate, count: null },
      recordType: 'Visit',
      generate: `(index: number): Visit => ({ key: 'k' + (index % ${objects}) })`,
    },
    {
      id: 'visitor',
      kind: 'key',
      name: 'visitor',
      position: { x: 244, y: 61 },
      code: '(visit: Visit): string => visit.key',
    },
    {
      id: 'counters',
      kind: 'state',
      name: 'Counters',
      position: { x: 400, y: 0 },
      size: { width: 252, height: 130 },
      initial: '(): Visits => ({ count: 0 })',
    },
    {
      id: 'count',
      kind: 'state-computation',
      name: 'Count',
      position: { x: 428, y: 48 },
      state: 'counters',
      code: count,
    },
    { id: 'seen', kind: 'sink', name: 'Seen', position: { x: 708, y: 48 }, connector: { type: 'live' } },
  ],
  edges: [
    { id: 'e1', from: 'visits', to: 'visitor' },
    { id: 'e2', from: 'visitor', to: 'count' },
    { id: 'e3', from: 'count', to: 'seen' },
  ],
});
