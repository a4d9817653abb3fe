/** The promises of the runtime, checked live: a light, a sign and words for each. */
import { recording } from '../run/live-store.ts';
import { useIsStale } from '../run/shown-run.ts';
import { Icon, type IconName } from '../ui/icon.tsx';
import { lightsOf, type LightState } from './invariants.ts';
import { useShown } from './shown-parts.tsx';
import { readShown } from './time-store.ts';

const recentMs = 3_000;

const signs: Readonly<Record<LightState, { readonly icon: IconName; readonly text: string }>> = {
  good: { icon: 'check', text: 'holds' },
  bad: { icon: 'error', text: 'is broken' },
  unsure: { icon: 'warning', text: 'is not sure yet' },
  given: { icon: 'minus', text: 'is not counted' },
};

export function Lights() {
  const isStale = useIsStale();
  useShown(({ span, cursorMs }) => `${span?.newest.sequence ?? 0} ${cursorMs ?? ''}`);
  const { span } = readShown();
  if (span === null) return null;
  const { ledger, stages, atMs } = span.newest;
  const recent = recording.frames
    .slice(Math.max(0, recording.indexAt(atMs - recentMs)), recording.indexAt(atMs) + 1)
    .map((frame) => frame.stages);
  return (
    <section aria-label="Promises, checked live">
      <h3 className="section-title">{isStale ? 'Promises, as last heard' : 'Promises, checked live'}</h3>
      <ul className="lights" data-stale={isStale || undefined}>
        {lightsOf({ ledger, stages, recent }).map(({ title, state, detail }) => (
          <li key={title} data-state={state}>
            <Icon name={signs[state].icon} size={14} />
            <span>
              <b>{title}</b>
              <span className="visually-hidden"> {signs[state].text}:</span> {detail}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
