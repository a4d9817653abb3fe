/**
 * The texts of a fixture: records and results as a person reads them and a test compares them, one value a line. Pure.
 * JSON never holds a bare line feed, so lines are values; what JSON cannot say is written as JavaScript would.
 */
import { err, ok, type Result } from '../result.ts';

export function valueText(value: unknown): string {
  try {
    return JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? `${each}n` : each)) ?? String(value);
  } catch {
    return String(value);
  }
}

/** What stands on the lines; empty ones are nothing. */
export const writtenLines = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** The records of a fixture of anything but a decoder, whose lines are its records. The error is for a person. */
export function fixtureRecords(text: string): Result<readonly unknown[], string> {
  const records: unknown[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    try {
      records.push(JSON.parse(line));
    } catch {
      return err(`Line ${index + 1} is not JSON. Write each record on one line.`);
    }
  }
  return ok(records);
}
