// 8 bytes: a big-endian u64.
export default function decodeNumber(bytes: Uint8Array): number {
  if (bytes.length !== 8) throw new Error(`a number is 8 bytes long, this one ${bytes.length}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, 8);
  return view.getUint32(0) * 4_294_967_296 + view.getUint32(4);
}
