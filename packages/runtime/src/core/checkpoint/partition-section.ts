/** What a checkpoint keeps of a source's partition, as bytes: its phase and where to go on. */
import { plainText } from '../../api/index.ts';
import { Arena } from '../exchange/arena.ts';
import { cursorOver } from '../exchange/channel-in.ts';
import { textWriter } from '../exchange/shape-codec.ts';
import { ValueWriter, readValue } from '../exchange/value-codec.ts';
import type { PartitionState } from '../stages/source-task.ts';

const values = new ValueWriter(textWriter(plainText));

/** Throws where the memory of a generator holds something that cannot be kept. */
export function writePartition(state: PartitionState): Uint8Array {
  const arena = new Arena(256);
  values.write(state, arena);
  return arena.bytes.slice(0, arena.at);
}

export const readPartition = (section: Uint8Array): PartitionState =>
  readValue(cursorOver(section, 0), plainText) as PartitionState;
