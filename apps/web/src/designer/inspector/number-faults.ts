/** Why the text in a settings field is no value for it, in words, and the value where it is one. Pure. */
import type { Parameter } from '@potoroo/shared/catalogue';
import { limits } from '@potoroo/shared/limits';

type NumberParameter = Parameter & { readonly type: 'number' };
type TextParameter = Parameter & { readonly type: 'text' };

/** Null for an optional number that is left empty. */
export const numberOf = (text: string): number | null => (text.trim() === '' ? null : Number(text.trim()));

export const numberText = (value: number | null): string => (value === null ? '' : String(value));

export function numberFault(text: string, { field, optional }: NumberParameter): string | null {
  const value = numberOf(text);
  if (value === null) return optional ? null : 'A number is needed here.';
  if (!Number.isFinite(value)) return `“${text.trim()}” is not a number.`;
  switch (field) {
    case 'port':
      return Number.isInteger(value) && value >= 0 && value <= 65_535
        ? null
        : 'A port is a whole number from 0 to 65,535.';
    case 'rate':
      if (value <= 0) return 'A rate is above 0; leave it empty for full speed.';
      return value <= limits.sourceRateMax
        ? null
        : `A rate is at most ${limits.sourceRateMax.toLocaleString('en')} records a second; leave it empty for full speed.`;
    case 'count':
      return Number.isSafeInteger(value) && value >= 0 ? null : 'A count is a whole number; leave it empty for no end.';
  }
}

export function textFault(text: string, { field }: TextParameter): string | null {
  if (text.trim() === '') return field === 'path' ? 'A file needs a path.' : 'A host is needed, such as 127.0.0.1.';
  if (text.includes('\0')) return 'This holds a character that no name has.';
  if (field === 'host' && /[\s/]/.test(text)) return 'A host is a name or an address, without spaces or slashes.';
  return null;
}
