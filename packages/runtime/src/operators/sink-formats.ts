/** The format in which each sink writes. A live table shows each record as a line of text. */
import type { NodeId } from '@potoroo/shared/ids';
import type { Format } from '@potoroo/shared/pipeline';
import type { Topology } from '@potoroo/shared/topology';
import { assert } from '@potoroo/shared/assert';

export type SinkFormats = (sink: NodeId) => Format;

export function sinkFormatsOf(topology: Topology): SinkFormats {
  const formats = new Map<NodeId, Format>();
  for (const stage of topology.stages) {
    if (stage.kind === 'sink')
      formats.set(stage.node, stage.connector.type === 'live' ? 'ndjson' : stage.connector.format);
  }
  return (sink) => {
    const format = formats.get(sink);
    assert(format !== undefined, `the topology has no sink ${sink}`);
    return format;
  };
}
