/**
 * What the studio has to say about something that just happened. Notices stand at the bottom of the canvas until they are
 * dismissed or, where they are good news that is seen anyway, for a few seconds; `announce` speaks to screen readers only.
 */
import { create } from 'zustand';
import { IconButton } from './button.tsx';
import { Icon } from './icon.tsx';

export type Notice = {
  readonly id: number;
  readonly tone: 'good' | 'bad';
  readonly message: string;
  readonly remedy: string;
  /** Good news that nobody may miss: it waits for the next edit, as what went wrong does. */
  readonly stays?: boolean;
};

type Notices = { readonly notices: readonly Notice[]; readonly spoken: string };
const useNotices = create<Notices>(() => ({ notices: [], spoken: '' }));

const shownAtMost = 3;
const goodNewsMs = 5_000;
let lastId = 0;

export function notify(notice: Omit<Notice, 'id'>): void {
  const id = ++lastId;
  useNotices.setState(({ notices }) => ({
    notices: [...notices.filter(({ message }) => message !== notice.message), { ...notice, id }].slice(-shownAtMost),
  }));
  if (notice.tone === 'good' && notice.stays !== true) setTimeout(() => dismiss(id), goodNewsMs);
}

export const dismiss = (id: number): void =>
  useNotices.setState(({ notices }) => ({ notices: notices.filter((notice) => notice.id !== id) }));

/** What went wrong may be cured by what the person does next, and what waited to be read was: neither is held up any longer. */
export const dismissFailures = (): void =>
  useNotices.setState(({ notices }) => ({
    notices: notices.filter(({ tone, stays }) => tone !== 'bad' && stays !== true),
  }));

export const announce = (spoken: string): void => useNotices.setState({ spoken });

export function NoticeStack() {
  const { notices, spoken } = useNotices();
  return (
    <>
      <div className="visually-hidden" role="status" aria-live="polite">
        {spoken}
      </div>
      <div className="notices" role="region" aria-label="Notices" aria-live="polite">
        {notices.map((notice) => (
          <div key={notice.id} className={`notice notice-${notice.tone}`}>
            <Icon name={notice.tone === 'good' ? 'check' : 'error'} />
            <p>
              {notice.message} {notice.remedy !== '' && <span>{notice.remedy}</span>}
            </p>
            <IconButton icon="close" label="Dismiss" onClick={() => dismiss(notice.id)} />
          </div>
        ))}
      </div>
    </>
  );
}
