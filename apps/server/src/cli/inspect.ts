/** `check` and `explain`: what the compiler thinks of a document, without running it. */
import { explain as explainTopology } from '@potoroo/shared/topology';
import { reportOf } from '../compiler/check-document.ts';
import { reportOfDiagnostics } from '../compiler/check-report.ts';
import { compileDocument } from '../compiler/compile-document.ts';
import { diagnosticsText, errorsIn } from './diagnostics-text.ts';
import { loadDocument } from './documents.ts';
import type { DocumentPlaces } from './documents.ts';
import { exitCodes } from './failure.ts';
import type { ExitCode } from './failure.ts';
import { printable } from './printable.ts';
import { refusalText } from './refusal-text.ts';
import type { Console } from './console.ts';

type Inspection = { readonly document: string; readonly json: boolean };

export function check({ document, json }: Inspection, places: DocumentPlaces, console: Console): ExitCode {
  const loaded = loadDocument(document, places);
  if (!loaded.ok) {
    const { refusal, diagnostics } = loaded.error;
    if (json && diagnostics.length > 0) console.out(`${JSON.stringify(reportOfDiagnostics(diagnostics))}\n`);
    else console.error.write(diagnosticsText(diagnostics));
    console.error.write(refusalText(refusal));
    return exitCodes.badInput;
  }
  const compiled = compileDocument(loaded.value.pipeline);
  if (json) console.out(`${JSON.stringify(reportOf(compiled))}\n`);
  else console.error.write(diagnosticsText(compiled.diagnostics));
  if (compiled.topology === null) return exitCodes.badInput;
  if (!json)
    console.out(printable(`${loaded.value.pipeline.name}: no errors, ${warningsText(compiled.diagnostics.length)}.\n`));
  return exitCodes.success;
}

export function explain(document: string, places: DocumentPlaces, console: Console): ExitCode {
  const loaded = loadDocument(document, places);
  if (!loaded.ok) {
    console.error.write(diagnosticsText(loaded.error.diagnostics) + refusalText(loaded.error.refusal));
    return exitCodes.badInput;
  }
  const { diagnostics, topology } = compileDocument(loaded.value.pipeline);
  if (topology !== null) {
    console.out(printable(`${explainTopology(topology).trimEnd()}\n`));
    return exitCodes.success;
  }
  const refusal = {
    message: `${loaded.value.origin} has errors, so there is no topology.`,
    remedy: 'Mend what the lines above name.',
  };
  console.error.write(diagnosticsText(errorsIn(diagnostics)) + refusalText(refusal));
  return exitCodes.badInput;
}

const warningsText = (count: number): string =>
  count === 0 ? 'no warnings' : count === 1 ? '1 warning' : `${count} warnings`;
