/** One slot looked at closely: who owns it, and which objects lie in it, the first of many. */
import type { NodeId } from '@potoroo/shared/ids';
import { useEffect, useReducer, useState } from 'react';
import { limits } from '@potoroo/shared/limits';
import { useDeployment } from '../run/deployment-store.ts';
import { workerIdentity } from '../theme/worker-identity.ts';
import { counted } from '../ui/numbers.ts';
import { objectsBySlot } from '../run/stages.ts';
import { isBeginning, keyLabel, listenKeys, needKeys, objectsIn } from './known-keys.ts';
import { needRecords } from './card-records.ts';
import { stageViewNow } from './moment.ts';
import { useShown } from './shown-parts.tsx';
import { shownDetail } from './tile-places.ts';
import { listenShown, readShown } from './time-store.ts';
import { chooseSlot, useView } from './view-store.ts';

const keysShownMax = 200;

export function SlotPanel({ state }: { readonly state: NodeId }) {
  const slot = useView((view) => view.slot);
  const run = useDeployment(({ status }) => status.id);
  const [typed, type] = useState('');
  const [, drawAgain] = useReducer((count: number) => count + 1, 0);
  useEffect(() => listenKeys(drawAgain), []);
  const summary = useShown(() => (slot === null ? '' : summaryOf(slot)));
  useEffect(() => {
    // With each frame; a question is only made of it where more has come than is known, or cards want their values.
    const look = () => {
      const stage = stageViewNow()?.stage;
      const now = performance.now();
      const detail = shownDetail() ?? 'cell';
      const { cursorMs, span } = readShown();
      // A run that is over answers nothing.
      if (stage === undefined || cursorMs !== null || span?.ended === true) return;
      needRecords(state, detail);
      void needKeys({ run, state, detail, objects: objectsBySlot(stage), chosenSlot: slot, now });
    };
    look();
    const silence = listenShown(look);
    return () => {
      silence();
      needRecords(null, null);
    };
  }, [run, state, slot]);
  const keys = slot === null ? null : objectsIn(slot);
  return (
    <section aria-label="Slot">
      <h3 className="section-title">Slot</h3>
      <label className="slot-choice">
        <input
          className="input mono"
          type="number"
          min={0}
          max={limits.slotsPerStage - 1}
          aria-label="Slot to look into"
          placeholder={`0 to ${limits.slotsPerStage - 1}`}
          value={slot ?? typed}
          onChange={(event) => {
            const text = event.target.value;
            type(text);
            chooseSlot(isSlot(text) ? Number(text) : null);
          }}
        />
        <span role="status">
          {slot !== null
            ? summary
            : typed === ''
              ? 'Click a tile, or type a slot, to see what lies in it.'
              : `There is no slot ${typed}: they are numbered from 0 to ${limits.slotsPerStage - 1}.`}
        </span>
      </label>
      {keys !== null && keys.length > 0 && (
        <ul className="slot-keys" aria-label={`Keys in slot ${slot ?? ''}`}>
          {keys.slice(0, keysShownMax).map(({ key }) => (
            <li key={key}>
              {isBeginning(key) ? (
                <span
                  className="mono"
                  title="It is long, and only its beginning is listed: type the whole key to look at it."
                >
                  {keyLabel(key)}
                </span>
              ) : (
                <button type="button" className="mono" onClick={() => useView.setState({ key })}>
                  {keyLabel(key)}
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

const isSlot = (text: string): boolean => /^\d{1,4}$/.test(text) && Number(text) < limits.slotsPerStage;

function summaryOf(slot: number): string {
  const stage = stageViewNow()?.stage;
  const owner = stage?.placement[slot];
  if (stage === undefined || owner === undefined) return '';
  const known = objectsIn(slot)?.length ?? 0;
  const count = stage.objects[slot] ?? 0;
  return `${counted(count, 'object')} at ${workerIdentity(owner).name}${known < count ? `, the first ${Math.min(known, keysShownMax)} of them` : ''}`;
}
