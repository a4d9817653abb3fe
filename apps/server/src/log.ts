/**
 * What the server tells about itself: one plain line per event on standard error, `time level message name=value ...`.
 * Values are named one by one, so that no request, header or token can slip in; control characters become escapes.
 */
export type LogFields = Readonly<Record<string, string | number | boolean>>;
export type Log = {
  readonly info: (message: string, fields?: LogFields) => void;
  readonly warn: (message: string, fields?: LogFields) => void;
};
export type LogSink = { readonly write: (line: string) => unknown; readonly now: () => Date };

export function createLog({ write, now }: LogSink): Log {
  const line = (level: string, message: string, fields: LogFields): void => {
    const pairs = Object.entries(fields).map(([name, value]) => ` ${name}=${quoted(value)}`);
    write(`${now().toISOString()} ${level} ${message}${pairs.join('')}\n`);
  };
  return {
    info: (message, fields = {}) => line('info', message, fields),
    warn: (message, fields = {}) => line('warn', message, fields),
  };
}

/** JSON's quoting makes line ends and control characters harmless; a plain word needs none. */
function quoted(value: string | number | boolean): string {
  const text = String(value);
  return /^[\w.:/@-]+$/.test(text) ? text : JSON.stringify(text);
}
