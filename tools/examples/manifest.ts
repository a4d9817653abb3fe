/**
 * The manifest of an example, `examples/<name>/pipeline.ts`: a pipeline document in which every snippet is the name of a
 * file beside it. `build-document.ts` puts the files' text in. Nothing here is known to the product.
 */
import type { EdgeId, NodeId } from '@potoroo/shared/ids';
import type { Pipeline, PipelineNode } from '@potoroo/shared/pipeline';

/** Names become plain strings, so that a manifest reads like the document it makes. */
type Plain<Value> = Value extends NodeId | EdgeId
  ? string
  : Value extends string | number | boolean | null
    ? Value
    : { readonly [Field in keyof Value]: Plain<Value[Field]> };

/** Snippet fields (`code`, `decode`, `generate`, `initial`, `encode`) name files; all else is as in the document. */
export type ManifestNode = Plain<PipelineNode>;

export type ExampleManifest = Pick<Pipeline, 'name' | 'description'> & {
  /** The file with the types that all snippets see; null where there are none. */
  readonly types: string | null;
  readonly nodes: readonly ManifestNode[];
  readonly edges: readonly (readonly [from: string, to: string])[];
};
