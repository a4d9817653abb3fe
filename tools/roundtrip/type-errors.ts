/** What `tsc` says of a project, in this process: files that all projects share are parsed once. */
import { join } from 'node:path';
import ts from 'typescript-6';

const parsed = new Map<string, ts.SourceFile | undefined>();

export function typeErrors(project: string): readonly string[] {
  const config = ts.getParsedCommandLineOfConfigFile(join(project, 'tsconfig.json'), {}, parsing);
  if (config === undefined) return ['tsconfig.json cannot be read'];
  const host = ts.createCompilerHost(config.options);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (name, ...rest) => {
    if (!name.includes('/node_modules/')) return read(name, ...rest);
    if (!parsed.has(name)) parsed.set(name, read(name, ...rest));
    return parsed.get(name);
  };
  const program = ts.createProgram({ rootNames: config.fileNames, options: config.options, host });
  return ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const text = ts.flattenDiagnosticMessageText(messageText, ' ');
    return file === undefined ? text : `${file.fileName}:${start ?? 0}: ${text}`;
  });
}

const parsing: ts.ParseConfigFileHost = {
  ...ts.sys,
  onUnRecoverableConfigFileDiagnostic: () => undefined,
};
