/** A link that brought a document: shows what it is before it becomes a project. Nothing of it runs until Run is pressed. */
import type { Pipeline } from '@potoroo/shared/pipeline';
import { useMemo } from 'react';
import { create } from 'zustand';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { notify } from '../../ui/notices.tsx';
import { counted } from '../../ui/numbers.ts';
import { openCopyOf } from '../document/opening.ts';
import { drawingOf } from '../drawing/drawing.ts';
import { PipelineDrawing } from '../drawing/pipeline-drawing.tsx';
import { showRefused } from './refused-document.tsx';
import { carriedBy, type Carried, fragmentOf, pipelineInFragment } from './share-link.ts';

const useArrived = create<{ readonly pipeline: Pipeline | null }>(() => ({ pipeline: null }));
/** Mail and chat programs break longer ones. */
const linkCharsSafe = 8_000;

/** Called once, when the first project stands, with the fragment that the page began with. */
export function receiveLinks(fragment: string): void {
  void receive(fragment);
  addEventListener('hashchange', () => void receive(location.hash));
}

async function receive(fragment: string): Promise<void> {
  const found = await pipelineInFragment(fragment);
  if (found === null) return;
  history.replaceState(null, '', location.pathname);
  if (found.ok) useArrived.setState({ pipeline: found.value });
  else showRefused({ origin: 'The link', diagnostics: found.error });
}

export async function copyLinkTo(pipeline: Pipeline): Promise<void> {
  const link = `${location.origin}/${await fragmentOf(pipeline)}`;
  try {
    await navigator.clipboard.writeText(link);
  } catch {
    return notify({
      tone: 'bad',
      message: 'The browser did not let the link be copied.',
      remedy: 'Export the file instead.',
    });
  }
  notify({
    tone: 'good',
    message: `The link is copied. It holds the whole pipeline, ${withWhat(carriedBy(pipeline))}, and opens as a copy.`,
    remedy:
      link.length > linkCharsSafe
        ? `It has ${counted(link.length, 'character')}: some programs cut such links, so a file may travel better.`
        : 'Whoever opens it needs a studio at this address.',
  });
}

/** Samples may have been caught from a run: whoever passes them on is told. */
const withWhat = ({ samples }: Carried): string =>
  samples === 0 ? 'code included' : `code and ${counted(samples, 'sample record')} included`;

export function SharedLinkDialog() {
  const pipeline = useArrived((state) => state.pipeline);
  return pipeline === null ? null : <Arrived pipeline={pipeline} />;
}

function Arrived({ pipeline }: { readonly pipeline: Pipeline }) {
  const drawing = useMemo(() => drawingOf(pipeline), [pipeline]);
  const { preserved, samples } = carriedBy(pipeline);
  const close = () => useArrived.setState({ pipeline: null });
  const open = () => {
    close();
    void openCopyOf(pipeline);
  };
  return (
    <Dialog
      title={`Open “${pipeline.name || 'Untitled'}” from the link?`}
      description="It becomes a project of yours. Its code runs only when you press Run, or start what you export of it: read it first, if you do not know who sent it."
      size="wide"
      onClose={close}
    >
      <div className="dialog-body">
        <div className="difference-drawing">
          <PipelineDrawing drawing={drawing} label={`${counted(pipeline.nodes.length, 'node')}`} hasNames />
        </div>
        {preserved.length > 0 && (
          <details className="link-preserved">
            <summary>{counted(preserved.length, 'piece')} of code that no node has</summary>
            <p className="quiet">
              It does nothing in the studio. It runs in an exported project, when that is started or tested: read it
              before.
            </p>
            {preserved.map((text, index) => (
              // It is shown, and never changed.
              <pre key={index} className="mono" tabIndex={0} aria-label={`Piece ${index + 1}`}>
                {text}
              </pre>
            ))}
          </details>
        )}
        {samples > 0 && <p className="quiet">It brings {counted(samples, 'sample record')} of its nodes.</p>}
        {pipeline.description !== '' && <p className="link-description">{pipeline.description}</p>}
      </div>
      <div className="dialog-actions">
        <Button onClick={close}>Do not open it</Button>
        <Button look="primary" onClick={open}>
          Open as a copy
        </Button>
      </div>
    </Dialog>
  );
}
