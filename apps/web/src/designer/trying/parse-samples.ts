/** Sample records as a person writes them: one JSON value a line; for a decoder one text a line, handed on as bytes. Pure. */
import { limits } from '@potoroo/shared/limits';
import { fixtureRecords, writtenLines } from '@potoroo/shared/pipeline';
import { err, ok, type Result } from '@potoroo/shared/result';

export function parseSamples(text: string, asBytes: boolean): Result<readonly unknown[], string> {
  if (text.length > limits.fixtureCharsMax)
    return err(`At most ${limits.fixtureCharsMax.toLocaleString('en')} characters.`);
  const written = writtenLines(text);
  if (written.length === 0) return err('Write a record, or take some from the generator.');
  if (written.length > limits.fixtureRecordsMax) return err(`At most ${limits.fixtureRecordsMax} records.`);
  return asBytes ? ok(written.map((line) => new TextEncoder().encode(line))) : fixtureRecords(text);
}
