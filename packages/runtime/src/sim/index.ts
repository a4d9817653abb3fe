export { runCluster } from './cluster.ts';
export type { ClusterOptions, ClusterResult } from './cluster.ts';
export { randomFrom } from './random.ts';
export type { Random } from './random.ts';
