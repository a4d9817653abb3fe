/** The report of a check, made without the compiler at hand: the server's own thread never loads TypeScript. */
import type { CheckReport } from '@potoroo/shared/control';
import type { Diagnostic } from '@potoroo/shared/pipeline';

export const reportOfDiagnostics = (diagnostics: readonly Diagnostic[]): CheckReport => ({
  diagnostics,
  edgeTypes: {},
  explanation: null,
});
