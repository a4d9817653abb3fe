/** What leaves a node: it must be able to travel to another worker (P318), and where an edge waits, something should (P333). */
import ts from 'typescript-6';
import type { NodeId } from '../ids.ts';
import { type Diagnostic, diagnose } from '../pipeline/index.ts';
import type { FlowNode } from './graph.ts';
import { kindAndTitle } from './naming.ts';
import { wholeSnippet } from './places.ts';
import { type Project, snippetFile } from './project.ts';
import type { Typing } from './typing.ts';
import { stuckPart } from './travel.ts';
import { isAny } from './type-facts.ts';

/** `excused`: nodes whose faults are told already. */
export function checkEmissions(typing: Typing, excused: ReadonlySet<NodeId>): readonly Diagnostic[] {
  const { graph } = typing.project;
  return graph.order
    .filter((node) => node.kind !== 'key' && node.kind !== 'sink' && !excused.has(node.id))
    .flatMap((node) => checkEmission(typing, node));
}

function checkEmission({ project, types }: Typing, node: FlowNode): readonly Diagnostic[] {
  const out = types.contractType(node.id, 'Out');
  if (out === null || isAny(out)) return [];
  const stuck = stuckPart(out, types.checker);
  if (stuck !== null) {
    const where = stuck.path === '' ? '' : ` in its field ${stuck.path}`;
    return [
      diagnose('P318', {
        message: `The ${kindAndTitle(node)} passes on ${types.text(stuck.type)}${where}, which cannot travel to another worker.`,
        remedy: 'Pass on plain data: numbers, text, booleans, dates, bytes, arrays, maps and plain objects of these.',
        node: node.id,
      }),
    ];
  }
  if ((out.flags & ts.TypeFlags.Never) === 0 || project.graph.outgoing(node.id).length === 0) return [];
  return [
    diagnose('P333', {
      message: `The ${kindAndTitle(node)} never passes a record on.`,
      remedy: 'Return a record, or remove the edges that leave it.',
      node: node.id,
      ...codePlace(project, node.id),
    }),
  ];
}

function codePlace(project: Project, node: NodeId): Pick<Diagnostic, 'at'> {
  const file = project.snippets.find((each) => each.fileName === snippetFile(node, 'code'));
  return file === undefined ? {} : wholeSnippet(file);
}
