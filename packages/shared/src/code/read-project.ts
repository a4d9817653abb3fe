/**
 * The files of a project as somebody is editing them, to a document as soon as they say one: every file of code has to
 * parse, and nothing may be wrong with the description. Until then there are faults with their places, and no document.
 */
import ts from 'typescript-6';
import type { Diagnostic, Pipeline } from '../pipeline/index.ts';
import type { CodePlace } from './code-place.ts';

import { importProject } from './import-project.ts';
import { descriptionFile } from './plain-project.ts';
import { filesOf, parseFile, syntaxErrors } from './source-files.ts';

export type CodeFault = {
  readonly file: string;
  /** Both from 1; null where it concerns the file as a whole. */
  readonly line: number | null;
  readonly column: number | null;
  readonly severity: Diagnostic['severity'];
  readonly message: string;
  readonly remedy: string;
};
export type ReadProject = {
  /** Null while the files say none that could be drawn. */
  readonly pipeline: Pipeline | null;
  readonly faults: readonly CodeFault[];
  readonly places: readonly CodePlace[];
};

export function readProject(files: ReadonlyMap<string, string>): ReadProject {
  const broken = [...files].flatMap(([name, text]) => (name.endsWith('.ts') ? brokenIn(name, text) : []));
  if (broken.length > 0) return { pipeline: null, faults: broken.slice(0, 50), places: [] };
  const rooted = filesOf(new Map([...files].map(([name, text]) => [`/${name}`, text])));
  const { pipeline, diagnostics, places } = importProject(rooted, `/${descriptionFile}`);
  const isWrong = diagnostics.some(({ severity }) => severity === 'error');
  return {
    pipeline: isWrong ? null : pipeline,
    faults: diagnostics.map(faultOf),
    places: places.map((place) => ({ ...place, file: place.file.slice(1) })),
  };
}

const brokenIn = (name: string, text: string): readonly CodeFault[] => {
  const file = parseFile(`/${name}`, text);
  const once = syntaxErrors(file).filter(({ start }, index, all) => all[index - 1]?.start !== start);
  return once.map(({ start, messageText }) => {
    const { line, character } = file.getLineAndCharacterOfPosition(start);
    return {
      file: name,
      line: line + 1,
      column: character + 1,
      severity: 'error',
      message: ts.flattenDiagnosticMessageText(messageText, ' '),
      remedy: 'The graph follows as soon as the code can be read.',
    };
  });
};

/** Findings of an import begin with their place, or name their file. */
function faultOf({ message, remedy, severity }: Diagnostic): CodeFault {
  const placed = /^\/(\S+?):(\d+):(\d+):? ([^]*)$/.exec(message);
  const [, file, line, column, text] = placed ?? [];
  if (file !== undefined && text !== undefined)
    return { file, line: Number(line), column: Number(column), severity, message: text, remedy };
  const named = /(?:^| )\/(\S+\.(?:ts|json))\b/.exec(message)?.[1];
  return { file: named ?? descriptionFile, line: null, column: null, severity, message, remedy };
}
