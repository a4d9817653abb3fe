/** The state objects that meet most records, with their values, asked for once a second while they are on screen. */
import type { NodeId } from '@potoroo/shared/ids';
import { useEffect, useState } from 'react';
import { slotsOfState } from '../link/deployment-api.ts';
import { workerIdentity } from '../theme/worker-identity.ts';
import { rate } from '../ui/numbers.ts';
import { useDeployment } from './deployment-store.ts';
import { type HotObject, hotObjects, hotSlots } from './hot-slots.ts';
import { readLive } from './live-store.ts';
import { slotRates, stageIn } from './stages.ts';
import { WorkerBadge } from './worker-badge.tsx';

const shown = 5;
const askAgainMs = 1_000;

export function HotObjects({ state }: { readonly state: NodeId }) {
  const objects = useHotObjects(state);
  if (objects.length === 0) return null;
  return (
    <section aria-label="Hot state objects">
      <h3 className="section-title">Hot state objects</h3>
      <table className="hot-objects">
        <thead>
          <tr>
            <th>key</th>
            <th>worker</th>
            <th title="Records a second of its slot, whose objects share them">slot</th>
            <th>state</th>
          </tr>
        </thead>
        <tbody>
          {objects.map(({ key, worker, perSecond, value }) => (
            <tr key={key}>
              <td className="mono" title={key}>
                {key}
              </td>
              <td>
                {worker !== null && <WorkerBadge index={worker} />}
                <span className="mono">{worker === null ? 'moving' : workerIdentity(worker).name}</span>
              </td>
              <td className="mono">{rate(perSecond)}</td>
              <td className="mono" title={value}>
                {value}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Asked only while a run can answer; what was seen last stays when it is over. */
function useHotObjects(state: NodeId): readonly HotObject[] {
  const [objects, show] = useState<readonly HotObject[]>([]);
  const answers = useDeployment(({ status, asking }) => status.phase === 'running' && asking === null);
  useEffect(() => {
    if (!answers) return undefined;
    let isShown = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async (): Promise<void> => {
      const found = document.hidden ? null : await askFor(state);
      if (!isShown) return;
      if (found !== null) show(found);
      timer = setTimeout(() => void look(), askAgainMs);
    };
    void look();
    return () => {
      isShown = false;
      clearTimeout(timer);
    };
  }, [state, answers]);
  return objects;
}

/** Null where nothing can be told now. */
async function askFor(state: NodeId): Promise<readonly HotObject[] | null> {
  const { span } = readLive();
  const stage = stageIn(span, state);
  if (span === null || span.ended || stage === null) return null;
  const hot = hotSlots(stage, slotRates(span, state), shown);
  if (hot.length === 0) return null;
  const answer = await slotsOfState({ state, slots: hot.map(({ slot }) => slot), values: true });
  return answer.ok ? hotObjects(hot, answer.value, stage, shown) : null;
}
