/** What was asked of the run and is not over: a mark from the click on, and for as long as the workers say that it is so. */
import { placeOf } from '@potoroo/shared/telemetry';
import { endDisturbance } from '../run/actions.ts';
import { useAsked } from '../run/asking.ts';
import { leftText, type Mark, marksOf } from '../run/marks.ts';
import { useMovements } from '../run/movement-store.ts';
import { Button } from '../ui/button.tsx';
import { ShownText, useShown } from './shown-parts.tsx';
import { readShown } from './time-store.ts';

const stageText: Readonly<Record<Mark['stage'], string>> = {
  asked: 'asked for: waits for an answer',
  taken: 'taken up: waits until the workers say so',
  'in effect': 'in effect',
};

export function MarksRow() {
  const marks = useMarks();
  if (marks.length === 0) return null;
  return (
    <ul className="marks" aria-label="Asked of the run">
      {marks.map(({ id, text, stage, entry, term }) => (
        <li key={id} data-stage={stage}>
          <b>{text}</b>
          <span>
            {stageText[stage]}
            {term !== null && (
              <ShownText className="mono" of={({ span }) => leftText(term, span?.newest.atMs ?? null)} />
            )}
          </span>
          {entry !== null && (
            <Button look="quiet" aria-label={`End now: ${text}`} onClick={() => void endDisturbance(entry)}>
              End now
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}

/** In the head of a worker's box, in a word or two: the whole text stands above the boxes. */
export function WorkerMarks({ name }: { readonly name: string }) {
  const marks = useMarks().flatMap((mark) => {
    const brief = mark.workers.find((each) => each.name === name)?.brief;
    return brief === undefined ? [] : [{ ...mark, brief }];
  });
  return marks.map(({ id, text, brief, stage }) => (
    <span key={id} className="worker-mark" data-stage={stage} title={`${text}: ${stageText[stage]}`}>
      {brief}
      {stage === 'in effect' ? '' : `, ${stage === 'asked' ? 'asked for' : 'taken up'}`}
    </span>
  ));
}

/** Of a moment that has passed, only what was in effect then. */
function useMarks(): readonly Mark[] {
  const asked = useAsked(({ all }) => all);
  const entries = useMovements((store) => store.entries);
  const isLive = useShown(({ cursorMs }) => cursorMs === null);
  useShown(({ span }) => (span?.newest.disturbances ?? []).map(placeOf).join(' '));
  const disturbances = readShown().span?.newest.disturbances ?? [];
  return marksOf(isLive ? { asked, entries, disturbances } : { asked: [], entries: [], disturbances });
}
