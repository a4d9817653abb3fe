/** Settings of the document itself: name, description, the types that every snippet sees, and all problems. */
import { limits } from '@potoroo/shared/limits';
import type { Pipeline } from '@potoroo/shared/pipeline';
import { AreaField, TextField } from '../../ui/field.tsx';
import { SnippetEditorFrame } from '../code/snippet-field.tsx';
import { apply } from '../document/document-store.ts';
import { ProblemList } from '../problems/problem-list.tsx';

export function DocumentSettings({ pipeline }: { readonly pipeline: Pipeline }) {
  return (
    <>
      <header className="inspector-head">
        <p>Pipeline</p>
        <h2>{pipeline.name || 'Without a name'}</h2>
      </header>
      <div className="inspector-body">
        <TextField
          label="Name"
          value={pipeline.name}
          maxLength={limits.nameCharsMax}
          onChange={(name) => apply({ type: 'set-name', name }, 'name of the pipeline')}
        />
        <AreaField
          label="Description"
          rows={3}
          maxLength={limits.noteCharsMax}
          value={pipeline.description}
          onChange={(description) => apply({ type: 'set-description', description }, 'description')}
        />
        <SnippetEditorFrame
          place={{ node: null, field: 'types' }}
          title="Shared types"
          help="Type declarations that every snippet of this pipeline sees."
          label="Shared types"
          text={pipeline.types}
          onChange={(types) => apply({ type: 'set-types', types }, 'types')}
        />
        <ProblemList of={null} />
      </div>
    </>
  );
}
