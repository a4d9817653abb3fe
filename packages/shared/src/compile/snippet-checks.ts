/**
 * The pass over each snippet by itself (P301 to P303, P310 to P317): syntax, form, forbidden constructs, and what TypeScript
 * says about it. Errors that TypeScript reports outside of the author's text come from the contract and are left to
 * `type-checks.ts`, which can say them in the pipeline's words.
 */
import ts from 'typescript-6';
import { type Diagnostic, diagnose } from '../pipeline/index.ts';
import { owner } from './naming.ts';
import { remedyForPlatformName } from './platform-names.ts';
import { placeOf, wholeSnippet } from './places.ts';
import type { Project, SnippetFile } from './project.ts';
import { secondState, secondStateIn } from './second-state.ts';
import { checkRules } from './snippet-rules.ts';
import { isInserted } from './snippet-text.ts';
import { type TypeReader, typeReader, withoutFileNames } from './snippet-types.ts';

export type SnippetFindings = { readonly diagnostics: readonly Diagnostic[]; readonly faulty: ReadonlySet<string> };

/** One mistake often has many echoes; the first few tell it. */
const errorsPerSnippetMax = 10;

export function checkSnippets({ snippets }: Project, program: ts.Program): SnippetFindings {
  const reader = typeReader(program);
  const each = snippets.map((file) => ({
    file,
    diagnostics: checkSnippet(file, program, reader).slice(0, errorsPerSnippetMax),
  }));
  const faulty = each.filter(({ diagnostics }) => diagnostics.some(({ severity }) => severity === 'error'));
  return {
    diagnostics: each.flatMap(({ diagnostics }) => diagnostics),
    faulty: new Set(faulty.map(({ file }) => file.fileName)),
  };
}

function checkSnippet(file: SnippetFile, program: ts.Program, reader: TypeReader): readonly Diagnostic[] {
  const source = program.getSourceFile(file.fileName);
  if (source === undefined) return [];
  if (file.snippet.author.trim() === '' && file.field !== 'types') return [formless(file)];
  const syntax = program.getSyntacticDiagnostics(source).filter(isError);
  if (file.field === 'recordType' && (syntax.length > 0 || source.statements.length !== 1))
    return [notAType(file, syntax[0])];
  if (syntax.length > 0) return syntax.map((fault) => syntaxFault(file, fault));
  const rules = checkRules(file, source);
  if (file.snippet.form === 'absent') return [...rules.diagnostics.filter(isImport), formless(file)];
  const types = program
    .getSemanticDiagnostics(source)
    .filter(isError)
    .filter(({ start = 0 }) => !isInserted(file.snippet, start))
    .filter(({ start = 0 }) => !rules.ranges.some(({ pos, end }) => start >= pos && start <= end));
  return [...rules.diagnostics, ...typeFaults(file, types, reader)];
}

/** Where fields of a second state object are looked for, that is the mistake, once, however often it is made. */
function typeFaults(file: SnippetFile, faults: readonly ts.Diagnostic[], reader: TypeReader): readonly Diagnostic[] {
  const second = faults.find((fault) => secondStateOf(file, fault, reader) !== null);
  const name = second === undefined ? null : secondStateOf(file, second, reader);
  if (second === undefined || name === null || file.node === null) return faults.map((fault) => typeFault(file, fault));
  const others = faults.filter((fault) => secondStateOf(file, fault, reader) === null);
  return [secondState(file.node, name, rangeOf(file, second)), ...others.map((fault) => typeFault(file, fault))];
}

const secondStateOf = (file: SnippetFile, fault: ts.Diagnostic, reader: TypeReader): string | null =>
  secondStateIn(reader, file, {
    code: fault.code,
    start: fault.start,
    message: messageOf(fault),
    text: fault.file?.text ?? '',
  });

/** It is told first: a function that only a module has would not be there with a default export either. */
const isImport = ({ code }: Diagnostic): boolean => code === 'P311';

const isError = ({ category }: ts.Diagnostic): boolean => category === ts.DiagnosticCategory.Error;

/** A snippet that has nothing to run. */
export const formless = (file: SnippetFile): Diagnostic =>
  diagnose('P303', {
    message: `The ${file.field} snippet of ${owner(file)} ${file.snippet.author.trim() === '' ? 'is empty' : 'has no default export'}.`,
    remedy: 'Write one expression, such as (record) => record, or a module with "export default".',
    ...wholeSnippet(file),
  });

const notAType = (file: SnippetFile, fault: ts.Diagnostic | undefined): Diagnostic =>
  diagnose('P310', {
    message: `The record type of ${owner(file)} is not a TypeScript type${fault === undefined ? '' : `: ${messageOf(fault).replace(/\.$/, '')}`}.`,
    remedy: 'Write a type, such as Order or { id: number }.',
    ...(fault === undefined ? wholeSnippet(file) : rangeOf(file, fault)),
  });

const syntaxFault = (file: SnippetFile, fault: ts.Diagnostic): Diagnostic =>
  diagnose('P301', {
    message: `Syntax error in ${owner(file)}: ${messageOf(fault)}`,
    remedy: 'Correct the code at this place.',
    ...rangeOf(file, fault),
  });

function typeFault(file: SnippetFile, fault: ts.Diagnostic): Diagnostic {
  const message = messageOf(fault);
  const name = unknownName(fault, message);
  const remedy = name === null ? null : remedyForPlatformName(name);
  if (remedy !== null) {
    return diagnose('P316', {
      message: `${owner(file)} uses ${name}, which snippets do not have.`,
      remedy,
      ...rangeOf(file, fault),
    });
  }
  if (file.field === 'recordType') {
    return diagnose('P310', {
      message: `The record type of ${owner(file)} is not a known type: ${message}`,
      remedy: 'Declare it in the shared types, or correct its name.',
      ...rangeOf(file, fault),
    });
  }
  return diagnose('P302', {
    message: `Type error in ${owner(file)}: ${message}`,
    remedy: remedies.get(fault.code) ?? 'Correct the code at this place.',
    ...rangeOf(file, fault),
  });
}

const rangeOf = (file: SnippetFile, { start = 0, length = 0 }: ts.Diagnostic) => placeOf(file, start, start + length);

function messageOf({ messageText }: ts.Diagnostic): string {
  const text = withoutFileNames(ts.flattenDiagnosticMessageText(messageText, '\n')).replaceAll(/\n\s*/g, ' ');
  return text
    .replace(/ Do you need to change your target library\?.*$/, '')
    .replace(/ Do you need to install type definitions.*$/, '');
}

const unknownName = ({ code }: ts.Diagnostic, message: string): string | null =>
  unknownNameCodes.has(code) ? (/'([^']+)'/.exec(message)?.[1] ?? null) : null;

/** "Cannot find name …", alone and with TypeScript's several guesses at what is missing. */
const unknownNameCodes: ReadonlySet<number> = new Set([
  2304, 2503, 2552, 2580, 2581, 2582, 2583, 2584, 2591, 2592, 2593, 2867, 2868,
]);

const remedies: ReadonlyMap<number, string> = new Map([
  [2304, 'Correct the name, or declare it.'],
  [2552, 'Correct the name.'],
  [2339, 'Use a field that the type has, or add the field to the type.'],
  [2551, 'Correct the name of the field.'],
  [7006, 'Give the parameter a type.'],
  [7031, 'Give the parameter a type.'],
  [2322, 'Give a value of that type, or change the type.'],
  [2345, 'Pass a value of that type, or change the type.'],
  [18046, 'Give the source a record type, or test what the value is first.'],
  [18047, 'Handle the case that there is no value.'],
  [18048, 'Handle the case that there is no value.'],
  [2531, 'Handle the case that there is no value.'],
  [2532, 'Handle the case that there is no value.'],
]);
