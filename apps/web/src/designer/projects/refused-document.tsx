/** A file or link that holds no pipeline that can be opened: everything that is wrong with it, numbered, with what to do. */
import type { Diagnostic } from '@potoroo/shared/pipeline';
import { create } from 'zustand';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { counted } from '../../ui/numbers.ts';

type Refused = { readonly origin: string; readonly diagnostics: readonly Diagnostic[] };

const useRefused = create<{ readonly refused: Refused | null }>(() => ({ refused: null }));
const shownMax = 50;

/** Always false: nothing was opened. */
export function showRefused(refused: Refused): false {
  useRefused.setState({ refused });
  return false;
}

export function RefusedDocumentDialog() {
  const refused = useRefused((state) => state.refused);
  const close = () => useRefused.setState({ refused: null });
  if (refused === null) return null;
  const { origin, diagnostics } = refused;
  return (
    <Dialog
      title={`${origin} cannot be opened`}
      description={`Nothing was changed. ${counted(diagnostics.length, 'problem')} must be solved first.`}
      size="wide"
      onClose={close}
    >
      <ol className="dialog-body refused-list">
        {diagnostics.slice(0, shownMax).map(({ code, message, remedy, path }, index) => (
          <li key={`${code} ${path ?? ''} ${index}`}>
            <span className="problem-code mono">{code}</span>
            <p>
              {message} <span>{remedy}</span>
            </p>
          </li>
        ))}
        {diagnostics.length > shownMax && <li>and {counted(diagnostics.length - shownMax, 'more problem')}</li>}
      </ol>
      <div className="dialog-actions">
        <Button look="primary" onClick={close}>
          Close
        </Button>
      </div>
    </Dialog>
  );
}
