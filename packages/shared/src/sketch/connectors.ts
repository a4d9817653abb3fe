/** What a source reads from and a sink writes to, as a description names them, with what is usual left out. */
import type { Format, OutputIds, SinkConnector, SinkMode, SourceConnector } from '../pipeline/index.ts';

type Of<Connector, Type> = Extract<Connector, { readonly type: Type }>;
export type GeneratorOptions = { readonly rate?: number | null; readonly count?: number | null };
export type FileOptions = { readonly format?: Format; readonly rate?: number | null };
export type TcpOptions = {
  readonly host?: string;
  readonly port: number;
  readonly format?: Format;
  /** Of a source: what it receives is not kept to be read again, so that a loss fails the run. */
  readonly journal?: 'off';
  /** Of a sink: outputs leave at once, as a preview, which a recovery may take back. */
  readonly mode?: SinkMode;
  /** Of a sink of frames: each carries an id, by which the receiver drops repeats; it may acknowledge them. */
  readonly ids?: OutputIds;
};
export type ToFileOptions = { readonly format?: Format; readonly mode?: SinkMode };

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

/** A file to write; `mode: 'immediate'` writes at once, as a preview, instead of what a checkpoint holds. */
export const toFile = (path: string, { format = 'lines', ...mode }: ToFileOptions = {}): Of<SinkConnector, 'file'> => ({
  type: 'file',
  path,
  format,
  ...mode,
});

/** A source listens there, a sink connects to it. */
export const tcp = ({
  host = '127.0.0.1',
  port,
  format = 'lines',
  ...rest
}: TcpOptions): Of<SourceConnector, 'tcp'> & Of<SinkConnector, 'tcp'> => ({ type: 'tcp', host, port, format, ...rest });

/** A sink that keeps its records for the studio's live table. */
export const live = (): Of<SinkConnector, 'live'> => ({ type: 'live' });
