/** In which format, and by which layout, each sink writes. A live table shows each record as a line of text. */
import type { NodeId } from '@potoroo/shared/ids';
import type { RecordLayout } from '@potoroo/shared/record-layout';
import type { Format } from '@potoroo/shared/pipeline';
import type { Topology } from '@potoroo/shared/topology';
import { assert } from '@potoroo/shared/assert';

type SinkFormat = { readonly format: Format; readonly recordLayout: RecordLayout | undefined };
export type SinkFormats = (sink: NodeId) => SinkFormat;

export function sinkFormatsOf(topology: Topology): SinkFormats {
  const formats = new Map<NodeId, SinkFormat>();
  for (const stage of topology.stages) {
    if (stage.kind !== 'sink') continue;
    const format = stage.connector.type === 'live' ? 'ndjson' : stage.connector.format;
    formats.set(stage.node, { format, recordLayout: stage.recordLayout });
  }
  return (sink) => {
    const format = formats.get(sink);
    assert(format !== undefined, `the topology has no sink ${sink}`);
    return format;
  };
}
