/** `check` and `explain`: what the compiler thinks of a document, without running it. */
import { generatedCode } from '@potoroo/runtime/node';
import type { CheckReport } from '@potoroo/shared/control';
import type { Diagnostic, Pipeline } from '@potoroo/shared/pipeline';
import { ok, type Result } from '@potoroo/shared/result';
import { reportOfDiagnostics } from '../compiler/check-report.ts';
import { createPatientCompiler } from '../compiler/compiler.ts';
import type { ExplainCommand } from './arguments.ts';
import { diagnosticsText, errorsIn } from './diagnostics-text.ts';
import { inspectedDocument } from './documents.ts';
import type { DocumentPlaces } from './documents.ts';
import { exitCodes } from './failure.ts';
import type { ExitCode, Refusal } from './failure.ts';
import { applyOverrides } from './overrides.ts';
import { printable } from './printable.ts';
import { refusalText } from './refusal-text.ts';
import type { Console } from './console.ts';

type Inspection = { readonly document: string; readonly json: boolean };

export async function check(
  { document, json }: Inspection,
  places: DocumentPlaces,
  console: Console,
): Promise<ExitCode> {
  const loaded = await inspectedDocument(document, places);
  if (!loaded.ok) {
    const { refusal, diagnostics } = loaded.error;
    if (json && diagnostics.length > 0) console.out(`${JSON.stringify(reportOfDiagnostics(diagnostics))}\n`);
    else console.error.write(diagnosticsText(diagnostics));
    console.error.write(refusalText(refusal));
    return exitCodes.badInput;
  }
  const { pipeline, remarks } = loaded.value;
  const compiled = await reportOf(pipeline);
  const report = { ...compiled, diagnostics: [...remarks, ...compiled.diagnostics] };
  if (json) console.out(`${JSON.stringify(report)}\n`);
  else console.error.write(diagnosticsText(report.diagnostics, loaded.value.placeOf));
  if (report.explanation === null) return exitCodes.badInput;
  const warned = `${pipeline.name}: no errors, ${warningsText(report.diagnostics.length)}.`;
  if (!json) console.out(printable(`${warned}${isPartial(remarks) ? ` ${unjudged}` : ''}\n`));
  return exitCodes.success;
}

export async function explain(
  { document, code, overrides }: Omit<ExplainCommand, 'type'>,
  places: DocumentPlaces,
  console: Console,
): Promise<ExitCode> {
  const loaded = await inspectedDocument(document, places);
  if (!loaded.ok) {
    console.error.write(diagnosticsText(loaded.error.diagnostics) + refusalText(loaded.error.refusal));
    return exitCodes.badInput;
  }
  console.error.write(diagnosticsText(loaded.value.remarks));
  const overridden = overridesOf(loaded.value.pipeline, overrides, places);
  if (!overridden.ok) {
    console.error.write(refusalText(overridden.error));
    return exitCodes.badInput;
  }
  const { diagnostics, explanation } = await reportOf(overridden.value);
  if (explanation !== null) {
    console.out(printable(`${explanation.trimEnd()}\n`));
    if (code) console.out(printable(`\n${await codeOf(overridden.value)}`));
    return exitCodes.success;
  }
  const refusal = {
    message: `${loaded.value.origin} has errors, so there is no topology.`,
    remedy: 'Mend what the lines above name.',
  };
  console.error.write(diagnosticsText(errorsIn(diagnostics), loaded.value.placeOf) + refusalText(refusal));
  return exitCodes.badInput;
}

/** Paths stay as the document has them, unless it is read as `run` would run it. */
const overridesOf = (
  pipeline: Pipeline,
  overrides: ExplainCommand['overrides'],
  { personDirectory }: DocumentPlaces,
): Result<Pipeline, Refusal> =>
  overrides.length === 0 ? ok(pipeline) : applyOverrides(pipeline, { overrides, personDirectory });

/** In a thread, so that a document whose types never come to an end can be left with Ctrl-C, and is left after a while. */
async function reportOf(pipeline: Pipeline): Promise<CheckReport> {
  const compiler = createPatientCompiler();
  const report = await compiler.check(pipeline);
  await compiler.close();
  return report;
}

async function codeOf(pipeline: Pipeline): Promise<string> {
  const compiler = createPatientCompiler();
  const topology = await compiler.compile(pipeline);
  await compiler.close();
  return topology.ok ? generatedCode(topology.value) : '';
}

/** Whether a description says something that only running it would draw. */
const isPartial = (remarks: readonly Diagnostic[]): boolean => remarks.some(({ code }) => code === 'P504');
const unjudged = 'What is preserved has not been judged, for nothing of the file was run; `run` does both.';

const warningsText = (count: number): string =>
  count === 0 ? 'no warnings' : count === 1 ? '1 warning' : `${count} warnings`;
