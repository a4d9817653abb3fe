/** Reads the bytes of inputs and outputs back, without any of the product's own readers. */

/** The payloads of length-framed bytes. */
export function readFrames(bytes: Uint8Array): readonly Buffer[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const payloads: Buffer[] = [];
  let at = 0;
  while (at < buffer.length) {
    const end = at + 4 + buffer.readUInt32BE(at);
    if (end > buffer.length) throw new Error(`the frame at byte ${at} is cut off`);
    payloads.push(buffer.subarray(at + 4, end));
    at = end;
  }
  return payloads;
}

/** The lines of a text; what follows the last line end is a line only if it is not empty. */
export function readLines(bytes: Uint8Array): readonly string[] {
  const lines = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8').split('\n');
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

export type Fields = Readonly<Record<string, unknown>>;

export const readNdjson = (bytes: Uint8Array): readonly Fields[] =>
  readLines(bytes).map((line): Fields => JSON.parse(line));

/** Cells without quotes, as our inputs have them. */
export function readCsv(bytes: Uint8Array): readonly Fields[] {
  const [header = '', ...rows] = readLines(bytes);
  const names = header.split(',');
  return rows.map((row) => {
    const cells = row.split(',');
    return Object.fromEntries(names.map((name, index) => [name, cells[index]]));
  });
}
