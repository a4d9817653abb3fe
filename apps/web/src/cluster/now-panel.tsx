/** What goes on: the change that the person is about to make, else the movement that is under way or was the last. */
import type { Movement } from '@potoroo/shared/telemetry';
import { recording } from '../run/live-store.ts';
import { useMovements } from '../run/movement-store.ts';
import { arrivedIn, causeText, millisecondsText, phaseText, tookMs } from '../run/movement-text.ts';
import { bytes, count, counted, percent } from '../ui/numbers.ts';
import { dipOf } from './costs.ts';
import { nextIndex, previewNow, rosterNow, shownState, stageViewNow } from './moment.ts';
import { leastToMove, previewOf, type Change, type Least, type PreviewRow } from './preview.ts';
import { indexOfName, isThere, rosterOf } from './roster.ts';
import { useShown } from './shown-parts.tsx';
import { useView } from './view-store.ts';

export function NowPanel() {
  const change = useView((view) => view.preview);
  const [latest] = useMovements((store) => store.entries)
    .filter(({ cause }) => cause.type !== 'checkpoint')
    .slice(-1);
  if (change !== null) return <Foretold change={change} />;
  if (latest === undefined) return <NothingYet />;
  return <Happening movement={latest} />;
}

function NothingYet() {
  const isOver = useShown(({ span }) => span?.ended ?? false);
  const hasState = useShown((shown) => shownState(shown) !== null);
  if (!hasState)
    return (
      <section className="now" aria-label="What is moving">
        <p className="now-kicker">Nothing moves</p>
        <h2>{isOver ? 'The run is over' : 'This pipeline keeps no state'}</h2>
        <p className="quiet">There are no state objects that could move.</p>
      </section>
    );
  return (
    <section className="now" aria-label="What is moving">
      <p className="now-kicker">Nothing moves</p>
      <h2>{isOver ? 'The run is over' : 'Every slot has its owner'}</h2>
      {isOver ? (
        <p className="quiet">Every slot is shown where it was at its end.</p>
      ) : (
        <p className="quiet">
          Point at <b>+ Worker</b> to see which objects would move; press it and they do, under load, while everything
          above the API line stays as it is.
        </p>
      )}
    </section>
  );
}

function Foretold({ change }: { readonly change: Change }) {
  // Anew with each frame: counts go on growing.
  useShown(({ span }) => span?.newest.sequence ?? 0);
  const preview = previewNow();
  const stage = stageViewNow()?.stage;
  const members = rosterNow()
    .filter(isThere)
    .map(({ index }) => index);
  const title = change.type === 'add' ? `If w${nextIndex() + 1} joins` : `If w${change.worker + 1} is drained`;
  if (preview === null || stage === undefined)
    return (
      <section className="now" aria-label="Preview">
        <p className="now-kicker">Before you do it</p>
        <h2>{title}</h2>
        <p className="quiet">
          {stage === undefined ? 'No state would move: there is none.' : 'The last worker cannot leave.'}
        </p>
      </section>
    );
  const least = leastToMove({ stage, members, joiner: nextIndex(), change });
  return (
    <section className="now" aria-label="Preview">
      <p className="now-kicker">Before you do it</p>
      <h2>{title}</h2>
      <p className="quiet">
        {counted(preview.moving.size, 'slot')} of {stage.placement.length} would move: they are hatched in the colour of
        their new owner.
      </p>
      <Comparison rows={preview.rows} least={least} total={preview.total} />
    </section>
  );
}

type Compared = { readonly rows: readonly PreviewRow[]; readonly least: Least; readonly total: number };

function Comparison({ rows, least, total }: Compared) {
  const share = total === 0 ? 0 : least.objects / total;
  const about = least.isAbout ? '≈ ' : '';
  const isBeaten = rows.some(({ slots }) => slots < least.slots);
  return (
    <>
      <table className="pane-table now-table">
        <thead>
          <tr>
            <th scope="col">Placement</th>
            <th scope="col">Slots</th>
            <th scope="col">Objects</th>
            <th scope="col">Share</th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, 1).map((row) => (
            <Row key={row.title} {...row} />
          ))}
          <Row title="Least possible" slots={least.slots} objects={least.objects} share={share} about={about} />
          {rows.slice(1).map((row) => (
            <Row key={row.title} {...row} />
          ))}
        </tbody>
      </table>
      {least.isAbout && (
        <p className="quiet">
          The least after which everybody has the same number of slots; as many hold ≈ {count(least.objects)} objects.
          {isBeaten ? ' What moves less leaves them uneven.' : ''}
        </p>
      )}
    </>
  );
}

type RowProps = Pick<PreviewRow, 'title' | 'slots' | 'objects' | 'share'> & { readonly about?: string };

const Row = ({ title, slots, objects, share, about = '' }: RowProps) => (
  <tr>
    <th scope="row">{title}</th>
    <td className="mono">{count(slots)}</td>
    <td className="mono">
      {about}
      {count(objects)}
    </td>
    <td className="mono">{percent(share)}</td>
  </tr>
);

function Happening({ movement }: { readonly movement: Movement }) {
  const { arrived, of } = arrivedIn(movement);
  const isOver = tookMs(movement) !== null;
  const before = compared(movement);
  const dip = isOver ? dipOf(recording.frames, movement.times.askedMs, movement.times.endedMs ?? 0) : null;
  const { holdMs, bytes: size, redone } = movement;
  const took = tookMs(movement);
  return (
    <section className="now" aria-label="What is moving">
      <p className="now-kicker">{isOver ? 'The last movement' : `Under way: ${phaseText(movement)}`}</p>
      <h2>{causeText(movement)}</h2>
      {of > 0 && (
        <>
          <div className="now-progress" aria-hidden="true">
            <i style={{ transform: `scaleX(${arrived / of})` }} />
          </div>
          <p className="now-arrived">
            <span>
              <b className="mono">{arrived}</b> of {counted(of, 'slot')} arrived
            </span>
            <span className="mono">{counted(movement.objects, 'object')}</span>
          </p>
        </>
      )}
      {movement.phase === 'refused' || movement.phase === 'failed' ? (
        <p className="status-bad">{phaseText(movement)}</p>
      ) : null}
      {before !== null && (
        <>
          <h3 className="section-title">Was it the least that could move?</h3>
          <Comparison {...before} />
        </>
      )}
      {isOver && movement.phase !== 'refused' && (
        <>
          <h3 className="section-title">What it cost</h3>
          <table className="pane-table now-table">
            <tbody>
              {dip !== null && <Cost title="Throughput dip, worst second" value={percent(dip)} />}
              {holdMs !== null && holdMs.max === 0 && <Cost title="Held for a slot" value="no record" />}
              {holdMs !== null && holdMs.max > 0 && (
                <>
                  <Cost title="Held for a slot, p50" value={millisecondsText(holdMs.p50)} />
                  <Cost title="Held for a slot, p99" value={millisecondsText(holdMs.p99)} />
                  <Cost title="Held for a slot, longest" value={millisecondsText(holdMs.max)} />
                </>
              )}
              {redone !== undefined && <Cost title="Records read again, about" value={count(redone)} />}
              {size > 0 && <Cost title="State shipped" value={bytes(size)} />}
              {took !== null && <Cost title="It took" value={millisecondsText(took)} />}
            </tbody>
          </table>
        </>
      )}
    </section>
  );
}

const Cost = ({ title, value }: { readonly title: string; readonly value: string }) => (
  <tr>
    <th scope="row">{title}</th>
    <td className="mono">{value}</td>
  </tr>
);

/** Against the other placements, from the table of slots right before the cut; null where that is not recorded any more. */
function compared(movement: Movement): Compared | null {
  const { cause, times, stages } = movement;
  const moved = stages.find(({ kind }) => kind === 'keyed');
  if (moved === undefined || (cause.type !== 'add' && cause.type !== 'drain') || cause.worker === '') return null;
  const span = recording.spanAt((times.cutMs ?? times.askedMs) - 1);
  const stage = span?.newest.stages.find(({ state }) => state === moved.node);
  if (span === null || stage === undefined || span.newest.atMs > (times.cutMs ?? times.askedMs)) return null;
  // Two barriers within one frame: the table before this one was never told.
  if (moved.slots.some((slot, row) => slot < stage.placement.length && stage.placement[slot] !== moved.from[row]))
    return null;
  const subject = indexOfName(cause.worker);
  const members = rosterOf([span.newest])
    .filter((mate) => isThere(mate) && (cause.type === 'drain' || mate.index !== subject))
    .map(({ index }) => index);
  const change: Change = cause.type === 'add' ? { type: 'add' } : { type: 'drain', worker: subject };
  if (members.length === 0 || (change.type === 'drain' && members.length < 2)) return null;
  const parts = { stage, members, joiner: subject, change };
  const { rows, total } = previewOf(parts);
  // What did happen, not what was foretold.
  const objects = moved.slots.reduce((sum, slot) => sum + (stage.objects[slot] ?? 0), 0);
  const real = { title: 'This run', objects, share: total === 0 ? 0 : objects / total, slots: moved.slots.length };
  return { rows: [real, ...rows.slice(1)], least: leastToMove(parts), total };
}
