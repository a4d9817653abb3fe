// 4 bytes: a big-endian f32.
export default function decodeCelsius(bytes: Uint8Array): number {
  if (bytes.length !== 4) throw new Error(`a temperature is 4 bytes long, this one ${bytes.length}`);
  return new DataView(bytes.buffer, bytes.byteOffset, 4).getFloat32(0);
}
