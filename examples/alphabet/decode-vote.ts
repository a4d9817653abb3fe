import type { Vote } from './types.ts';

// 5 bytes: the letter, then a big-endian u32 of votes.
export default function decodeVote(bytes: Uint8Array): Vote {
  if (bytes.length !== 5) throw new Error(`a vote is 5 bytes long, this one ${bytes.length}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return { letter: String.fromCharCode(view.getUint8(0)), votes: view.getUint32(1) };
}
