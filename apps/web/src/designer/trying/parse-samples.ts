/** Sample records as a person writes them: one JSON value a line; for a decoder one text a line, handed on as bytes. Pure. */
import { err, ok, type Result } from '@potoroo/shared/result';

export const samplesMax = 50;
const textCharsMax = 100_000;

export function parseSamples(text: string, asBytes: boolean): Result<readonly unknown[], string> {
  if (text.length > textCharsMax) return err(`At most ${textCharsMax.toLocaleString('en')} characters.`);
  const lines = text.split('\n').map((line) => line.trim());
  const written = lines.flatMap((line, index) => (line === '' ? [] : [{ line, number: index + 1 }]));
  if (written.length === 0) return err('Write a record, or take some from the generator.');
  if (written.length > samplesMax) return err(`At most ${samplesMax} records.`);
  if (asBytes) return ok(written.map(({ line }) => new TextEncoder().encode(line)));
  const records: unknown[] = [];
  for (const { line, number } of written) {
    try {
      records.push(JSON.parse(line));
    } catch {
      return err(`Line ${number} is not JSON. Write each record on one line.`);
    }
  }
  return ok(records);
}
