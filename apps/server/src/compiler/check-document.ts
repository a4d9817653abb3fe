/** A pipeline to what is asked of it: the report that the studio and `check --json` show, or the topology to run. */
import type { CheckReport } from '@potoroo/shared/control';
import type { CompileResult } from '@potoroo/shared/compile';
import type { Pipeline } from '@potoroo/shared/pipeline';
import type { Result } from '@potoroo/shared/result';
import { err, ok } from '@potoroo/shared/result';
import type { Topology } from '@potoroo/shared/topology';
import { explain } from '@potoroo/shared/topology';
import { compileDocument } from './compile-document.ts';

export const checkDocument = (pipeline: Pipeline): CheckReport => reportOf(compileDocument(pipeline));

/** The topology to run, or the report that says why there is none. */
export function topologyOf(pipeline: Pipeline): Result<Topology, CheckReport> {
  const compiled = compileDocument(pipeline);
  return compiled.topology === null ? err(reportOf(compiled)) : ok(compiled.topology);
}

function reportOf({ diagnostics, edgeTypes, topology }: CompileResult): CheckReport {
  return {
    diagnostics,
    edgeTypes: Object.fromEntries(edgeTypes),
    explanation: topology === null ? null : explain(topology),
  };
}
