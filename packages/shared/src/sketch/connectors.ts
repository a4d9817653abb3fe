/** What a source reads from and a sink writes to, as a description names them, with what is usual left out. */
import type { Format, SinkConnector, SourceConnector } from '../pipeline/index.ts';

type Of<Connector, Type> = Extract<Connector, { readonly type: Type }>;
export type GeneratorOptions = { readonly rate?: number | null; readonly count?: number | null };
export type FileOptions = { readonly format?: Format; readonly rate?: number | null };
export type TcpOptions = {
  readonly host?: string;
  readonly port: number;
  readonly format?: Format;
  /** Of a source: what connections bring is not kept, and a loss is not undone. */
  readonly journal?: 'off' | undefined;
};

/** Records that the source's own `generate` makes: `rate` a second, or as fast as they are taken; `count`, or without end. */
export const generator = ({ rate = null, count = null }: GeneratorOptions = {}): Of<SourceConnector, 'generator'> => ({
  type: 'generator',
  rate,
  count,
});

/** A file to read; `rate` is records a second. */
export const file = (
  path: string,
  { format = 'lines', rate = null }: FileOptions = {},
): Of<SourceConnector, 'file'> => ({ type: 'file', path, format, rate });

/** A file to write. */
export const toFile = (
  path: string,
  { format = 'lines' }: { readonly format?: Format } = {},
): Of<SinkConnector, 'file'> => ({ type: 'file', path, format });

/** A source listens there, a sink connects to it. */
export const tcp = ({
  host = '127.0.0.1',
  port,
  format = 'lines',
  journal,
}: TcpOptions): Of<SourceConnector, 'tcp'> => ({
  type: 'tcp',
  host,
  port,
  format,
  ...(journal === undefined ? {} : { journal }),
});

/** A sink that keeps its records for the studio's live table. */
export const live = (): Of<SinkConnector, 'live'> => ({ type: 'live' });
