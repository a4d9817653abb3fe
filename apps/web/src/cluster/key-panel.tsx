/** The passport of one key: where its object is, what it holds, where it has been and why. */
import type { StateObjectReport } from '@potoroo/shared/control';
import type { NodeId } from '@potoroo/shared/ids';
import { limits } from '@potoroo/shared/limits';
import { type FormEvent, type RefObject, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { Failure } from '../link/http.ts';
import { lookUpObject } from '../link/deployment-api.ts';
import { useDeployment } from '../run/deployment-store.ts';
import { LiveText } from '../run/live-parts.tsx';
import { useMovements } from '../run/movement-store.ts';
import { homeSlotOf } from '../run/owner-changes.ts';
import { slotRate } from '../run/stages.ts';
import { Button } from '../ui/button.tsx';
import { announce } from '../ui/notices.tsx';
import { counted, rate } from '../ui/numbers.ts';
import { historyText, keyHistory } from './key-history.ts';
import { lastRecordOf, listenRecords } from './card-records.ts';
import { stageViewNow } from './moment.ts';
import { indexOfName } from './roster.ts';
import { ObjectMove } from './object-move.tsx';
import { useShown } from './shown-parts.tsx';
import { SpaceTime } from './space-time.tsx';
import { chooseSlot, useView } from './view-store.ts';

const lookAgainMs = 1_000;

type Sight =
  | { readonly phase: 'asked' }
  | { readonly phase: 'seen'; readonly report: StateObjectReport }
  | { readonly phase: 'failed'; readonly failure: Failure };

export function KeyPanel({ state }: { readonly state: NodeId }) {
  const key = useView((view) => view.key);
  const section = useRef<HTMLElement>(null);
  // It may have been chosen in a picture, while the panel showed something else.
  useEffect(() => {
    if (key !== null) section.current?.scrollIntoView({ block: 'nearest' });
  }, [key]);
  return (
    <section ref={section} aria-label="Key passport">
      <h3 className="section-title">Key passport</h3>
      <KeySearch />
      {key === null ? (
        <p className="quiet">Type a key to see where its state object is, what it holds, and where it has been.</p>
      ) : (
        <Passport key={`${state} ${key}`} state={state} of={key} section={section} />
      )}
    </section>
  );
}

function KeySearch() {
  const key = useView((view) => view.key);
  const [typed, type] = useState(key ?? '');
  useEffect(() => type(key ?? ''), [key]);
  const isTooLong = typed.length > limits.keyCharsMax;
  const search = (event: FormEvent) => {
    event.preventDefault();
    if (!isTooLong) useView.setState({ key: typed === '' ? null : typed });
  };
  return (
    <form className="key-search" role="search" onSubmit={search}>
      <input
        className="input mono"
        type="text"
        aria-label="Key"
        placeholder="A key, such as MSFT"
        spellCheck={false}
        autoComplete="off"
        value={typed}
        onChange={(event) => type(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') useView.setState({ key: null });
        }}
      />
      <Button type="submit" reason={isTooLong ? 'The key is too long.' : null}>
        Look
      </Button>
      {isTooLong && (
        <p className="status-bad" role="status">
          {counted(typed.length, 'character')} are too many: what can be looked up has at most{' '}
          {counted(limits.keyCharsMax, 'character')}.
        </p>
      )}
    </form>
  );
}

type PassportProps = { readonly state: NodeId; readonly of: string; readonly section: RefObject<HTMLElement | null> };

function Passport({ state, of, section }: PassportProps) {
  const answers = useDeployment(({ status, asking }) => status.phase === 'running' && asking !== 'stop');
  const sight = useSight(state, of, answers);
  const entries = useMovements((store) => store.entries);
  const isPast = useShown(({ cursorMs }) => cursorMs !== null);
  // What was asked for may lie below a long ledger.
  useEffect(() => {
    section.current?.scrollIntoView({ block: 'nearest' });
  }, [section, sight.phase]);
  if (sight.phase === 'asked')
    return <p className="quiet">{answers ? 'Asking its owner' : 'Nothing runs: press Run to look at its object.'}</p>;
  if (sight.phase === 'failed')
    return (
      <p className="status-bad" role="status">
        {sight.failure.message} {sight.failure.remedy}
      </p>
    );
  const { slot, owner, value, isCut, hasOwnSlot } = sight.report;
  const history = keyHistory({ entries, state, key: of, slot: homeSlot(of), owner: indexOfName(owner) });
  return (
    <div className="passport">
      {!answers && <p className="quiet">The run is over: this is what was seen last.</p>}
      {answers && isPast && (
        <p className="quiet">This is the key as it is now, and not at the moment that the pictures show.</p>
      )}
      <SpaceTime history={history} />
      <p>
        {hasOwnSlot ? 'A slot of its own' : `Slot ${slot}`}. {historyText(history)}
      </p>
      <p className="quiet">
        Records of its slot now:{' '}
        <LiveText className="mono" of={({ span }) => (span === null ? '' : rate(slotRate(span, state, slot)))} />
      </p>
      <LastRecord of={of} />
      {value === null ? (
        <p className="quiet">No record with this key has come: there is no object yet.</p>
      ) : (
        <>
          <ObjectMove of={sight.report} />
          <pre className="object-value mono" tabIndex={0} aria-label={`State object of ${of}, live`}>
            {prettyText(value)}
          </pre>
          {isCut && <p className="quiet">It is large: what does not fit is left out, here and in the copy.</p>}
          <Button icon="copy" onClick={() => void copy(value)}>
            Copy as JSON
          </Button>
        </>
      )}
    </div>
  );
}

/** Known where objects are drawn as cards: then the records that come to them are looked at. */
function LastRecord({ of }: { readonly of: string }) {
  const record = useSyncExternalStore(listenRecords, () => lastRecordOf(of));
  return record === null ? null : (
    <p className="quiet">
      Record seen last: <code className="mono">{record}</code>
    </p>
  );
}

/** Asked again while it is shown and somebody `answers`, so that the value is the live one. */
function useSight(state: NodeId, key: string, answers: boolean): Sight {
  const [sight, see] = useState<Sight>({ phase: 'asked' });
  useEffect(() => {
    if (!answers) return undefined;
    let isOver = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async () => {
      const answer = await lookUpObject({ state, key });
      if (isOver) return;
      see(answer.ok ? { phase: 'seen', report: answer.value } : { phase: 'failed', failure: answer.error });
      if (answer.ok) chooseSlot(answer.value.hasOwnSlot ? null : answer.value.slot);
      timer = setTimeout(() => void look(), lookAgainMs);
    };
    void look();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [state, key, answers]);
  return sight;
}

/** Where its hash puts it. */
function homeSlot(key: string): number {
  const slots = stageViewNow()?.stage.placement.length ?? 1;
  return homeSlotOf(key, slots);
}

function prettyText(value: string): string {
  try {
    return JSON.stringify(JSON.parse(value), null, 2);
  } catch {
    return value;
  }
}

async function copy(value: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(prettyText(value));
    announce('Copied as JSON.');
  } catch {
    announce('The browser did not let it be copied.');
  }
}
