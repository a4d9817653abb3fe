/** A document to the report that the studio and `check --json` show: diagnostics, types on the edges, the topology as text. */
import type { CheckReport } from '@potoroo/shared/control';
import { parsePipeline } from '@potoroo/shared/pipeline';
import type { Result } from '@potoroo/shared/result';
import { err, ok } from '@potoroo/shared/result';
import type { Topology } from '@potoroo/shared/topology';
import { explain } from '@potoroo/shared/topology';
import type { CompileResult } from '@potoroo/shared/compile';
import { reportOfDiagnostics } from './check-report.ts';
import { compileDocument } from './compile-document.ts';

export function checkDocument(json: unknown): CheckReport {
  const parsed = parsePipeline(json);
  return parsed.ok ? reportOf(compileDocument(parsed.value)) : reportOfDiagnostics(parsed.error);
}

/** The topology to run, or the report that says why there is none. */
export function topologyOf(json: unknown): Result<Topology, CheckReport> {
  const parsed = parsePipeline(json);
  if (!parsed.ok) return err(reportOfDiagnostics(parsed.error));
  const compiled = compileDocument(parsed.value);
  return compiled.topology === null ? err(reportOf(compiled)) : ok(compiled.topology);
}

export function reportOf({ diagnostics, edgeTypes, topology }: CompileResult): CheckReport {
  return {
    diagnostics,
    edgeTypes: Object.fromEntries(edgeTypes),
    explanation: topology === null ? null : explain(topology),
  };
}
