/** A snippet in the inspector: its title, the editor (loaded when first needed), and what the compiler says about it. */
import type { Parameter } from '@potoroo/shared/catalogue';
import type { PipelineNode, SnippetField as Field } from '@potoroo/shared/pipeline';
import { useMemo, useRef } from 'react';
import { keysText } from '../../commands/keys.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Icon } from '../../ui/icon.tsx';
import { later } from '../../ui/later.tsx';
import { isMac } from '../../ui/platform.ts';
import { changeSnippet, snippetOf } from '../inspector/node-changes.ts';
import { isSamePlace } from '../problems/reveal.ts';
import { useCheck } from './check-store.ts';
import { ProblemList } from '../problems/problem-list.tsx';
import type { SnippetPlace } from './compiler-protocol.ts';
import { useSeenWanted } from './seen-records.ts';
import { fullScreenKeys, showFullScreen, useFullScreen } from './full-screen.ts';

const CodeEditor = later(() => import('./code-editor.tsx').then((module) => module.CodeEditor));

type SnippetFieldProps = { readonly node: PipelineNode; readonly parameter: Parameter & { readonly type: 'snippet' } };

export function SnippetField({ node, parameter: { field, title, help, optional } }: SnippetFieldProps) {
  const text = snippetOf(node, field);
  if (text === null) {
    return (
      <div className="snippet-absent">
        <p className="quiet">{help}</p>
        <Button icon="plus" onClick={() => changeSnippet(node.id, field, firstText[field] ?? '')}>
          Add {title.toLowerCase()}
        </Button>
      </div>
    );
  }
  return (
    <SnippetEditorFrame
      place={{ node: node.id, field }}
      title={title}
      help={help}
      label={`${title} of ${node.name}`}
      text={text}
      onChange={(changed) => changeSnippet(node.id, field, changed)}
      onRemove={optional ? () => changeSnippet(node.id, field, null) : null}
    />
  );
}

const firstText: Partial<Record<Field, string>> = {
  decode: '(bytes) => String.fromCharCode(...bytes)',
  encode: '(record) => JSON.stringify(record)',
  generate: '(index) => ({ id: index })',
};

type FrameProps = {
  readonly place: SnippetPlace;
  readonly title: string;
  readonly help: string;
  readonly label: string;
  readonly text: string;
  readonly onChange: (text: string) => void;
  readonly onRemove?: (() => void) | null;
};

export function SnippetEditorFrame({ place, title, help, label, text, onChange, onRemove = null }: FrameProps) {
  const diagnostics = useCheck((state) => state.diagnostics);
  const own = useMemo(
    () =>
      diagnostics.filter(
        ({ node, at }) => at !== undefined && isSamePlace({ node: node ?? null, field: at.field }, place),
      ),
    [diagnostics, place.node, place.field],
  );
  useSeenWanted(place);
  const isFull = useFullScreen(({ shown }) => shown !== null && isSamePlace(shown, place));
  // Where the caret is goes along from one size to the other.
  const caret = useRef<number | null>(null);
  // Opened from elsewhere, such as the outline, it gives the focus back there.
  const isVisit = useRef(false);
  if (isFull && caret.current === null) [caret.current, isVisit.current] = [0, true];
  if (!isFull && isVisit.current) [caret.current, isVisit.current] = [null, false];
  const editor = (
    <CodeEditor
      waiting={<pre className="code-waiting mono">{text}</pre>}
      place={place}
      label={label}
      text={text}
      diagnostics={own}
      caret={caret}
      onChange={onChange}
    />
  );
  const verdict = (
    <SnippetVerdict
      errors={own.filter(({ severity }) => severity === 'error').length}
      warnings={own.filter(({ severity }) => severity === 'warning').length}
    />
  );
  return (
    <section className="snippet" aria-label={title}>
      <header>
        <h3 className="section-title" title={help}>
          {title}
        </h3>
        {verdict}
        {onRemove !== null && (
          <button type="button" className="text-button" onClick={onRemove}>
            Remove
          </button>
        )}
        <IconButton
          icon="fit"
          label={`${title} over the whole window (${keysText(fullScreenKeys, isMac)})`}
          onClick={() => showFullScreen(place)}
        />
      </header>
      {isFull ? (
        <Dialog title={label} description={help} size="full" onClose={() => showFullScreen(null)}>
          <div className="snippet-full">
            {verdict}
            {editor}
            <ProblemList of={place.node} />
          </div>
        </Dialog>
      ) : (
        editor
      )}
      <p className="field-hint">{help}</p>
    </section>
  );
}

function SnippetVerdict({ errors, warnings }: { readonly errors: number; readonly warnings: number }) {
  const phase = useCheck((state) => state.phase);
  if (phase === 'failed') return <span className="verdict">types not checked</span>;
  if (phase !== 'ready') return <span className="verdict">checking types…</span>;
  if (errors > 0) return <span className="verdict verdict-bad">does not type-check</span>;
  return (
    <span className="verdict verdict-ok">
      <Icon name="check" size={12} /> types check{warnings > 0 ? ', with a warning' : ''}
    </span>
  );
}
