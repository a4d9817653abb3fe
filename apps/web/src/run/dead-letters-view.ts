/** Dead letters as they are listed, and the snippet that each is about. Pure. */
import type { Diagnostic, Pipeline, PipelineNode, SnippetField } from '@potoroo/shared/pipeline';
import type { DeadLetter } from '@potoroo/shared/telemetry';

export type DeadLetterView = { readonly letter: DeadLetter; readonly name: string; readonly at: Diagnostic['at'] };

/** The most recent first. */
export const deadLetterViews = (letters: readonly DeadLetter[], pipeline: Pipeline): readonly DeadLetterView[] =>
  letters.toReversed().map((letter) => {
    const node = pipeline.nodes.find(({ id }) => id === letter.node);
    return { letter, name: node?.name ?? letter.node, at: placeOf(letter, node) };
  });

function placeOf({ kind, line }: DeadLetter, node: PipelineNode | undefined): Diagnostic['at'] {
  const field = node === undefined ? null : fieldOf(node, kind);
  if (field === null) return undefined;
  const shown = line ?? 1;
  return { field, line: shown, column: 1, endLine: shown, endColumn: 1 };
}

function fieldOf(node: PipelineNode, kind: DeadLetter['kind']): SnippetField | null {
  switch (node.kind) {
    case 'source':
      return kind === 'decode' && node.decode !== null ? 'decode' : node.generate !== null ? 'generate' : null;
    case 'sink':
      return node.encode === null ? null : 'encode';
    case 'state':
      return 'initial';
    case 'computation':
    case 'key':
    case 'state-computation':
      return 'code';
    case 'note':
      return null;
  }
}
