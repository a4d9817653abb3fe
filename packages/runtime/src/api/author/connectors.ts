/** What a source reads from and a sink writes to, by name. */
import type { Format, SinkConnector, SourceConnector } from '@potoroo/shared/pipeline';

type Of<Connector, Type> = Extract<Connector, { readonly type: Type }>;
type FileOptions = { readonly format?: Format; readonly rate?: number | null };
type Address = { readonly host?: string; readonly port: number; readonly format?: Format };

/** Records that the source's own `generate` makes: `rate` a second, or as fast as they are taken; `count`, or without end. */
export const generator = ({ rate = null, count = null }: { rate?: number | null; count?: number | null } = {}): Of<
  SourceConnector,
  'generator'
> => ({ type: 'generator', rate, count });

/** A file to read. `rate` is records a second; it means nothing to a sink. */
export const file = (
  path: string,
  { format = 'lines', rate = null }: FileOptions = {},
): Of<SourceConnector, 'file'> => ({
  type: 'file',
  path,
  format,
  rate,
});

/** A file to write. */
export const toFile = (
  path: string,
  { format = 'lines' }: Pick<FileOptions, 'format'> = {},
): Of<SinkConnector, 'file'> => ({
  type: 'file',
  path,
  format,
});

/** A source listens there, a sink connects to it. */
export const tcp = ({ host = '127.0.0.1', port, format = 'lines' }: Address): Of<SourceConnector, 'tcp'> => ({
  type: 'tcp',
  host,
  port,
  format,
});

/** A sink that keeps its records for the studio's live table. */
export const live = (): Of<SinkConnector, 'live'> => ({ type: 'live' });

/** A record type and its name in the document: `type<Order>('Order')`. For sources that no snippet tells the type of. */
export type RecordType<Out> = { readonly text: string; readonly of?: Out };
export const type = <Out>(text: string): RecordType<Out> => ({ text });
