/** How exact a percentile is, wherever one is shown. */
import { bucketShare } from '@potoroo/shared/telemetry';

export const bucketText = `Latencies are counted in buckets: a percentile is shown as the upper end of its bucket, up to ${Math.round(bucketShare * 100)} % above the latency itself.`;
