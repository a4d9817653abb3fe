/** What a checkpoint keeps of a source's partition, as bytes: its phase and where to go on. */
import type { TextCodec } from '../../api/index.ts';
import { Arena } from '../exchange/arena.ts';
import { cursorOver } from '../exchange/channel-in.ts';
import { textWriter } from '../exchange/shape-codec.ts';
import { ValueWriter, readValue } from '../exchange/value-codec.ts';
import type { PartitionState } from '../stages/source-task.ts';

/** Throws where the memory of a generator holds something that cannot be kept. */
export function writePartition(state: PartitionState, text: TextCodec): Uint8Array {
  const arena = new Arena(256);
  new ValueWriter(textWriter(text)).write(state, arena);
  return arena.bytes.slice(0, arena.at);
}

export const readPartition = (section: Uint8Array, text: TextCodec): PartitionState =>
  readValue(cursorOver(section, 0), text) as PartitionState;
