/**
 * The panel beside the boxes: what moves now, the ledger of what has moved, and one key looked at closely. What can be done to
 * the run stands below all that, and stays in sight.
 */
import { useState } from 'react';
import { Button } from '../ui/button.tsx';
import { actionObstacle, killProcess } from '../run/actions.ts';
import { disturb, type Kind, kindTitles } from '../run/disturb-dialog.tsx';
import { useDeployment } from '../run/deployment-store.ts';
import { useMovements } from '../run/movement-store.ts';
import { nameOfNode } from '../run/node-names.ts';
import { useIsStale } from '../run/shown-run.ts';
import { bottleneckText } from './bottleneck.ts';
import { KeyPanel } from './key-panel.tsx';
import { LabButton } from './lab-panel.tsx';
import { LedgerPanel } from './ledger-panel.tsx';
import { Lights } from './lights.tsx';
import { rosterNow, shownState } from './moment.ts';
import { NowPanel } from './now-panel.tsx';
import { useShown } from './shown-parts.tsx';
import { SlotPanel } from './slot-panel.tsx';

const tabs = ['Now', 'Ledger'] as const;

export function SidePanel() {
  const [tab, show] = useState<(typeof tabs)[number]>('Now');
  const state = useShown((shown) => shownState(shown));
  useDeployment();
  return (
    <aside className="cluster-side" aria-label="What moves, and what it costs">
      <div className="cluster-told" role="group" aria-label="What is told of the run" tabIndex={0}>
        <div className="segments" role="group" aria-label="What the panel shows">
          {tabs.map((each) => (
            <button key={each} type="button" aria-pressed={each === tab} onClick={() => show(each)}>
              {each}
            </button>
          ))}
        </div>
        {tab === 'Now' ? <NowPanel /> : <LedgerPanel />}
        <Lights />
        <Bottleneck />
        {state !== null && <KeyPanel state={state} />}
        {state !== null && <SlotPanel state={state} />}
      </div>
      <div className="cluster-acts">
        <Try />
        <div className="cluster-danger">
          {state !== null && <LabButton state={state} />}
          <Button look="danger" reason={actionObstacle()} onClick={() => killProcess('coordinator')}>
            Kill the coordinator
          </Button>
        </div>
      </div>
    </aside>
  );
}

const kinds: readonly Kind[] = ['slow', 'cut', 'burst', 'skew'];

/** Each asks how much and for how long first. */
const Try = () => (
  <section aria-label="Disturb it, for a while">
    <h3 className="section-title">Disturb it, for a while</h3>
    <div className="try">
      {kinds.map((kind) => (
        <Button key={kind} reason={actionObstacle()} onClick={() => disturb(kind)}>
          {kindTitles[kind]}…
        </Button>
      ))}
    </div>
  </section>
);

function Bottleneck() {
  const isStale = useIsStale();
  const entries = useMovements((store) => store.entries);
  const text = useShown(({ span, cursorMs }) => {
    const { disturbances, nodes = [], atMs = 0 } = span?.newest ?? {};
    const full = nodes.toSorted((a, b) => b.queue - a.queue)[0];
    const way = full === undefined ? null : { to: nameOfNode(full.node), queue: full.queue };
    return bottleneckText(rosterNow(), { disturbances, entries, nowMs: cursorMs ?? atMs, way });
  });
  return (
    <section aria-label="Bottleneck">
      <h3 className="section-title">What holds it back</h3>
      <p>{isStale ? 'Nothing is heard of the run now.' : text}</p>
    </section>
  );
}
