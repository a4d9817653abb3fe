/** Options of connectors as a description writes them: `{ format: 'csv', mode: 'immediate' }`. */
import type { Format } from '../pipeline/index.ts';
import type { TcpOptions, ToFileOptions } from '../sketch/index.ts';
import { Undrawable } from './undrawable.ts';

/** Fields of an object literal. */
type Fields = { readonly optionalText: (name: string) => string | undefined };

const formats: readonly Format[] = ['lines', 'ndjson', 'csv', 'framed'];

export function formatOption(fields: Fields): Pick<ToFileOptions, 'format'> {
  const wanted = fields.optionalText('format');
  if (wanted === undefined) return {};
  const known = formats.find((each) => each === wanted);
  if (known === undefined) throw new Undrawable(`there is no format "${wanted}"`);
  return { format: known };
}

export function sinkOptions(fields: Fields): ToFileOptions {
  const mode = fields.optionalText('mode');
  if (mode !== undefined && mode !== 'immediate') throw new Undrawable(`there is no mode "${mode}"`);
  return { ...formatOption(fields), ...(mode === undefined ? {} : { mode }) };
}

export function tcpOptions(fields: Fields): Omit<TcpOptions, 'port'> {
  const [host, journal, ids] = [
    fields.optionalText('host'),
    fields.optionalText('journal'),
    fields.optionalText('ids'),
  ];
  if (journal !== undefined && journal !== 'off') throw new Undrawable('a journal is kept, or it is "off"');
  if (ids !== undefined && ids !== 'sent' && ids !== 'acknowledged')
    throw new Undrawable('ids are "sent" or "acknowledged"');
  return {
    ...sinkOptions(fields),
    ...(ids === undefined ? {} : { ids }),
    ...(journal === undefined ? {} : { journal }),
    ...(host === undefined ? {} : { host }),
  };
}
