/**
 * Code of a person that is to say a changed graph: what has changed is changed in its place and read back. What comes out
 * otherwise then is tried in another way: a snippet that shares its helpers gets a place of its own, what no node needs any more
 * goes, and so do the places of nodes that would have been guessed.
 */
import ts from 'typescript-6';
import { isSameJson, type Pipeline } from '../pipeline/index.ts';
import { layoutOf } from '../sketch/index.ts';
import { descriptionFile, snippetsIn } from './plain-project.ts';
import type { Described } from './read-description.ts';
import { FileEdits } from './text-edits.ts';
import { changedFiles } from './written-changes.ts';

type Files = ReadonlyMap<string, string>;
export type Attempt = { readonly files: Files; readonly described: Described };
export type Reading = {
  /** Without files that nothing imports; null where they cannot be kept. */
  readonly read: (files: Files) => Attempt | null;
  readonly isRight: (described: Described) => boolean;
};

const attemptsMax = 5;
const sweepsMax = 12;

export function changedCode(before: Attempt, after: Pipeline, reading: Reading): Attempt | null {
  const apart = new Set<string>();
  let isLayoutSaid = false;
  for (let count = 0; count < attemptsMax; count += 1) {
    const changed = changedFiles(before.files, before.described, after, { apart, isLayoutSaid });
    const attempt = changed === null ? null : swept(before, reading.read(changed), reading);
    if (attempt !== null && reading.isRight(attempt.described)) return attempt;
    const more = toSetApart(before.described.pipeline, attempt?.described.pipeline ?? null, after).filter(
      (each) => !apart.has(each),
    );
    const isMoved =
      attempt?.described.pipeline !== null &&
      attempt !== null &&
      !isSameJson(layoutOf(attempt.described.pipeline), layoutOf(after));
    if (more.length === 0 && (isLayoutSaid || !isMoved)) return null;
    for (const each of more) apart.add(each);
    isLayoutSaid ||= isMoved;
  }
  return null;
}

/**
 * Snippets that changed, and came out otherwise. Where others did, those that changed in lines in which the others are not what
 * they were; all of them, where that tells nothing.
 */
function toSetApart(before: Pipeline | null, found: Pipeline | null, after: Pipeline): readonly string[] {
  const [was, is, wanted] = [textsOf(before), textsOf(found), textsOf(after)];
  const changed = [...wanted.keys()].filter((key) => was.has(key) && was.get(key) !== wanted.get(key));
  if (found === null) return changed;
  const otherwise = [...wanted.keys()].filter((key) => is.get(key) !== wanted.get(key));
  const wrong = changed.filter((key) => otherwise.includes(key));
  if (wrong.length > 0 || otherwise.length === 0) return wrong;
  const spoilt = new Set(otherwise.flatMap((key) => linesApart(wanted.get(key), is.get(key))));
  const spoilers = changed.filter((key) => linesApart(was.get(key), wanted.get(key)).some((line) => spoilt.has(line)));
  return spoilers.length > 0 ? spoilers : changed;
}

/** Lines that only one of the two has. */
function linesApart(one = '', other = ''): readonly string[] {
  const [lines, others] = [one.split('\n'), other.split('\n')];
  return [...lines.filter((line) => !others.includes(line)), ...others.filter((line) => !lines.includes(line))];
}

const textsOf = (pipeline: Pipeline | null): ReadonlyMap<string, string> =>
  new Map(snippetsIn(pipeline ?? { nodes: [] }).map(({ node, field, text }) => [`${node.id} ${field}`, text]));

/** Without the functions, helpers and imports that only what has changed had needed. */
function swept(before: Attempt, attempt: Attempt | null, { read, isRight }: Reading): Attempt | null {
  const known = new Set(before.described.kept.map((each) => each.getText()));
  const seen = new Set(before.described.unseen.map(({ statement }) => statement.getText()));
  let now = attempt;
  for (let count = 0; count < sweepsMax && now !== null && !isRight(now.described); count += 1) {
    const edits = new FileEdits(now.files);
    const own = edits.of(descriptionFile);
    const useless = now.described.kept.filter((each) => !known.has(each.getText()));
    const others = now.described.unseen.filter(({ statement }) => !seen.has(statement.getText()));
    if (useless.length === 0 && others.length === 0) return now;
    for (const each of useless) {
      const at = own.file.statements.find(({ pos }) => pos === each.pos);
      if (at === undefined) continue;
      if (wasTaken(before.described, each)) own.removeWithComments(at);
      else own.removeStatement(at);
    }
    for (const { path, statement } of others) {
      const { file } = edits.of(path.slice(1));
      const at = file.statements.find(({ pos }) => pos === statement.pos);
      if (at !== undefined) edits.of(path.slice(1)).removeStatement(at);
    }
    const files = edits.result();
    now = files === null ? null : read(files);
  }
  return now;
}

/** A snippet had it, and the comments in front of it. */
function wasTaken({ reading, taken }: Described, statement: ts.Statement): boolean {
  const same = reading?.file.statements.find((each) => each.getText() === statement.getText());
  return same !== undefined && taken.has(same.pos) && !ts.isImportDeclaration(same);
}
