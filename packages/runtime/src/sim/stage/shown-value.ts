/** A value as a stage shows it and compares it: plain data, which shares nothing with what the core goes on changing in place. Pure. */
import { valueText } from '@potoroo/shared/pipeline';

export function asShown(value: unknown): unknown {
  const text = valueText(value ?? null);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
