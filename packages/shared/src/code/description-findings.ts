/** What an import has to say of a description besides the document: each finding with its place and what to do. */
import ts from 'typescript-6';
import { limits } from '../limits.ts';
import { type Diagnostic, diagnose } from '../pipeline/index.ts';
import { laidOutIds, readFixtures, type Sketch, takesFixtures } from '../sketch/index.ts';
import type { Reader } from './description-reader.ts';
import type { SnippetRef } from './link.ts';
import { placeText } from './place-text.ts';
import { identifiersIn } from './source-files.ts';

export const tooDeep = (entry: string): Diagnostic =>
  diagnose('P506', { message: `${entry} is nested too deeply to be read.`, remedy: 'Split the expression that is.' });

export const tooLong = (entry: string): Diagnostic =>
  diagnose('P506', {
    message: `${entry} has more than ${limits.documentBytesMax} characters, which no document has room for.`,
    remedy: 'Move what is no description of the pipeline into modules.',
  });

/** With the reason, where a statement would describe one if it could be read. */
export function noDescription({ file, names, undrawn }: Reader): Diagnostic {
  const begins = (name: string): boolean => {
    const value = names.get(name);
    return value?.type === 'package' || (value?.type === 'ours' && value.name === 'pipeline');
  };
  const [tried] = [...undrawn].filter(([statement]) => [...identifiersIn(statement)].some(begins));
  const none = 'describes no pipeline that can be read';
  return diagnose('P502', {
    message:
      tried === undefined
        ? `${file.fileName} ${none}.`
        : `${placeText(file, tried[0].getStart(file))}: this ${none}: ${tried[1]}.`,
    remedy: "Let it say `const app = pipeline('Name');`, with pipeline from @potoroo/runtime.",
  });
}

export function syntaxError(file: ts.SourceFile, { start, messageText }: ts.DiagnosticWithLocation): Diagnostic {
  return diagnose('P506', {
    message: `${placeText(file, start)}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
    remedy: 'Mend it there; what cannot be read cannot be opened.',
  });
}

export const notDrawn = (file: ts.SourceFile, reasons: ReadonlyMap<ts.Statement, string>): readonly Diagnostic[] =>
  [...reasons].map(([statement, reason]) =>
    diagnose('P504', {
      message: `${placeText(file, statement.getStart(file))} is preserved as it is: ${reason}.`,
      remedy:
        'It does nothing in the studio and is there again in an export; to draw it, say it as one call for each node.',
    }),
  );

/** Of the layout and the fixtures, what is said of ids that no node has. */
export function withoutNodes({ layout, fixtures, nodes }: Sketch<SnippetRef>): readonly Diagnostic[] {
  const known = new Set<string>(nodes.map(({ id }) => id));
  const tried = new Set<string>(nodes.filter(takesFixtures).map(({ id }) => id));
  const lost = (what: string, ids: readonly string[]): readonly Diagnostic[] =>
    ids
      .filter((id) => !(what === 'place' ? known : tried).has(id))
      .map((id) =>
        diagnose('P507', {
          message: `The ${what} of "${id}" ${what === 'place' ? 'is' : 'are'} left out: ${known.has(id) ? 'such a node can have none' : 'no node that is drawn has this id'}.`,
          remedy: 'Give them the id that the node has now; what is not drawn has none.',
        }),
      );
  return [...lost('place', laidOutIds(layout)), ...lost('fixtures', [...readFixtures(fixtures).keys()])];
}
