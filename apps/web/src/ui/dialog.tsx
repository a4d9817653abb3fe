/** A modal dialog: the browser's own element, which keeps the focus inside, closes on Escape, and gives the focus back. */
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { create } from 'zustand';
import { IconButton } from './button.tsx';
import { NoticeStack } from './notices.tsx';

type DialogProps = {
  readonly title: string;
  readonly description?: string;
  /** `palette`: without a head, at the top of the window. `full`: over all of it. */
  readonly size?: 'usual' | 'wide' | 'large' | 'palette' | 'full';
  readonly onClose: () => void;
  readonly children: ReactNode;
};

/** The dialogs that are open, the uppermost last. All else is out of reach, for screen readers too. */
const useOpen = create<{ readonly ids: readonly string[] }>(() => ({ ids: [] }));

/** Notices stand where they can be seen and heard: in the uppermost dialog, else on the page. */
export function PageNotices() {
  const isCovered = useOpen(({ ids }) => ids.length > 0);
  return isCovered ? null : <NoticeStack />;
}

export function Dialog({ title, description, size = 'usual', onClose, children }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = element.current;
    if (dialog !== null && !dialog.open) dialog.showModal();
    useOpen.setState(({ ids }) => ({ ids: [...ids, id] }));
    return () => {
      useOpen.setState(({ ids }) => ({ ids: ids.filter((each) => each !== id) }));
      dialog?.close();
    };
  }, [id]);
  const isUppermost = useOpen(({ ids }) => ids.at(-1) === id);
  return (
    <dialog
      ref={element}
      className={size === 'usual' ? 'dialog' : `dialog dialog-${size}`}
      {...(size === 'palette' ? { 'aria-label': title } : { 'aria-labelledby': `${id}-title` })}
      aria-describedby={description === undefined ? undefined : `${id}-description`}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === event.currentTarget) onClose();
      }}
    >
      <div className="dialog-box">
        {size !== 'palette' && (
          <header className="dialog-head">
            <div>
              <h2 id={`${id}-title`}>{title}</h2>
              {description !== undefined && <p id={`${id}-description`}>{description}</p>}
            </div>
            <IconButton icon="close" label="Close" onClick={onClose} />
          </header>
        )}
        {children}
        {isUppermost && <NoticeStack />}
      </div>
    </dialog>
  );
}
