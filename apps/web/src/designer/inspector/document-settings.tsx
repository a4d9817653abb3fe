/** Settings of the document itself: name, description, the types that every snippet sees, and all problems. */
import { limits } from '@potoroo/shared/limits';
import type { Pipeline } from '@potoroo/shared/pipeline';
import { AreaField, DraftField, TextField } from '../../ui/field.tsx';
import { SnippetEditorFrame } from '../code/snippet-field.tsx';
import { intervalEdit, intervalFault, intervalOf, secondsText } from '../document/checkpoint-interval.ts';
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
        <DraftField
          label="Checkpoint every, in seconds"
          hint="After a loss a run goes on from its last checkpoint, and committed outputs leave with it."
          value={secondsText(intervalOf(pipeline))}
          mono
          faultOf={intervalFault}
          onChange={(text) => apply(intervalEdit(text), 'checkpoint interval')}
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
