/** A modal dialog: the browser's own element, which keeps the focus inside, closes on Escape, and gives the focus back. */
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { IconButton } from './button.tsx';

type DialogProps = {
  readonly title: string;
  readonly description?: string;
  /** `palette`: without a head, at the top of the window. */
  readonly size?: 'usual' | 'wide' | 'large' | 'palette';
  readonly onClose: () => void;
  readonly children: ReactNode;
};

export function Dialog({ title, description, size = 'usual', onClose, children }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = element.current;
    if (dialog !== null && !dialog.open) dialog.showModal();
    return () => dialog?.close();
  }, []);
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
      </div>
    </dialog>
  );
}
