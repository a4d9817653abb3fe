/** What the run on screen waits for: a full disk, a receiver that is away. Nothing is lost meanwhile, and it goes on by itself. */
import { Icon } from '../ui/icon.tsx';
import { useLive } from './live-parts.tsx';
import { saidByName } from './node-names.ts';
import { useIsCutOff, useIsSilent, useShownRun } from './shown-run.ts';
import { silentText, troublesText } from './troubles-text.ts';

export function Troubles() {
  const isShown = useShownRun();
  const isCutOff = useIsCutOff();
  const isSilent = useIsSilent();
  const text = useLive(({ span }) =>
    span?.ended === true ? '' : saidByName(troublesText(span?.newest.troubles ?? [])),
  );
  const shown = !isShown || isCutOff ? '' : isSilent ? 'Nothing is heard of the run' : text;
  // Always there, so that a screen reader hears when something comes to stand in it.
  return (
    <span className="status-warn troubles" role="status" title={isSilent ? silentText : shown} data-testid="troubles">
      {shown !== '' && (
        <>
          <Icon name="warning" size={14} /> {shown}
        </>
      )}
    </span>
  );
}

/** The run waits for something, and so does a stop. */
export const useIsWaiting = (): boolean => useLive(({ span }) => (span?.newest.troubles?.length ?? 0) > 0);
