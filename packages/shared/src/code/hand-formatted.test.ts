// The law that a change in the graph rewrites nothing but what has changed. What would break: somebody moves a node in the
// studio, and their constants, helpers, comments or formatting elsewhere in the project are gone or another's.
import fc from 'fast-check';
import ts from 'typescript-6';
import { describe, expect, it } from 'vitest';
import { isSameJson, parsePipeline, type Pipeline } from '../pipeline/index.ts';
import { exportProject } from './export-project.ts';
import { importProject } from './import-project.ts';
import { filesOf, namesDeclaredBy, parseFile } from './source-files.ts';
import { concernsOf, type GraphChange, graphChanges } from './testing/graph-changes.ts';
import { handFormattedProjects } from './testing/hand-formatted-projects.ts';

function opened(files: ReadonlyMap<string, string>): Pipeline {
  const rooted = filesOf(new Map([...files].map(([name, text]) => [`/project/${name}`, text])));
  const { pipeline, diagnostics } = importProject(rooted, '/project/pipeline.ts', '/project');
  if (pipeline === null) throw new Error(JSON.stringify(diagnostics));
  return pipeline;
}

const drawnOf = ({ written: _written, preserved: _preserved, ...drawn }: Pipeline) => drawn;
const keptOf = ({ preserved = [] }: Pipeline): readonly string[] =>
  preserved
    .flatMap(({ text }) => text.split('\n').map((line) => line.trim()))
    .filter((line) => line !== '')
    .toSorted();

type Said = { readonly text: string; readonly comments: readonly string[]; readonly names: readonly string[] };

/** The statements of a file, with the comments in front of and beside each. */
function saidIn(name: string, text: string): readonly Said[] {
  const file = parseFile(`/${name}`, text);
  return [...file.statements, file.endOfFileToken].map((each) => {
    const ranges = [
      ...(ts.getLeadingCommentRanges(text, each.pos) ?? []),
      ...(each.pos === 0 ? [] : (ts.getTrailingCommentRanges(text, each.pos) ?? [])),
    ];
    const comments = ranges.map(({ pos, end }) => text.slice(pos, end));
    return { text: each.getText(file), comments, names: ts.isStatement(each) ? namesDeclaredBy(each) : [] };
  });
}

const speaksOf = (text: string, word: string): boolean => new RegExp(`(?<![\\w$])${word}(?![\\w$])`).test(text);
/** Of two changes each may take one of the functions that need a constant: then it goes with the second. */
const wentWithItsUsers = ({ text, names }: Said, before: string, now: string): boolean =>
  names.some((name) => speaksOf(before.replace(text, ''), name) && !speaksOf(now, name));

/** What no change concerns and is not there any more. */
function lostOf(
  files: ReadonlyMap<string, string>,
  exported: ReadonlyMap<string, string>,
  made: readonly GraphChange[],
) {
  const words = concernsOf(made);
  const isConcerned = (text: string): boolean => words.some((word) => speaksOf(text, word));
  return [...files].flatMap(([name, text]) => {
    const now = exported.get(name) ?? '';
    if (now === '' && isConcerned(text)) return [];
    if (!name.endsWith('.ts')) return [];
    const isLaidOut = files.has('pipeline.layout.json');
    return saidIn(name, text).flatMap((said) => {
      if (wentWithItsUsers(said, text, now)) return [];
      const isHead = !isLaidOut && said.text.includes('pipeline(');
      const statement = isHead || isConcerned(said.text) || now.includes(said.text) ? [] : [said.text];
      return [...statement, ...said.comments.filter((each) => !isConcerned(said.text + each) && !now.includes(each))];
    });
  });
}

describe('a change in the graph of code that a person formatted', { timeout: 240_000 }, () => {
  it.each(graphChanges.map((change) => [change.title, change] as const))(
    'W3: keeps every statement and comment that it does not concern, and comes back: %s',
    (_title, change) => {
      fc.assert(
        fc.property(handFormattedProjects, (files) => holds(files, [change])),
        { numRuns: 1 },
      );
    },
  );

  it('W4: so do several at once', () => {
    const several = fc.uniqueArray(fc.constantFrom(...graphChanges), { minLength: 2, maxLength: 3 });
    fc.assert(fc.property(handFormattedProjects, several, holds), { numRuns: 10 });
  });
});

function holds(files: ReadonlyMap<string, string>, made: readonly GraphChange[]): void {
  const pipeline = opened(files);
  const after = made.reduce((before, { make }) => make(before), pipeline);
  fc.pre(parsePipeline(after).ok && !isSameJson(after, pipeline));
  const exported = exportProject(after);
  const back = opened(exported);
  expect(lostOf(files, exported, made)).toEqual([]);
  expect(drawnOf(back)).toEqual(drawnOf(after));
  expect(keptOf(back)).toEqual(keptOf(after));
}
