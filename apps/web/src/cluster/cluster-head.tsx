/** The head of the Cluster screen: how much there is, what a mark is, and how it is looked at. */
import type { NodeId } from '@potoroo/shared/ids';
import { nodeId } from '@potoroo/shared/ids';
import { useDocument } from '../designer/document/document-store.ts';
import { count, counted } from '../ui/numbers.ts';
import { goesBackTo } from '../run/frames.ts';
import { allObjects } from '../run/stages.ts';
import { detailText } from './detail.ts';
import { rosterNow, shownState, stageViewNow } from './moment.ts';
import type { Shade } from './picture.ts';
import { membersText } from './roster.ts';
import { useShown } from './shown-parts.tsx';
import { shownDetail } from './tile-places.ts';
import { type Arrangement, arrange, shadeBy, showState, useView } from './view-store.ts';

const arrangements: readonly (readonly [Arrangement, string])[] = [
  ['workers', 'By worker'],
  ['grid', 'Fixed grid'],
  ['ring', 'Ring'],
  ['lens', 'Lens'],
  ['table', 'Table'],
  ['metrics', 'Metrics'],
];
const shades: readonly (readonly [Shade, string])[] = [
  ['owner', 'Owner'],
  ['rate', 'Rate'],
  ['count', 'Count'],
  ['moved', 'Last moved'],
];

const brightness: Readonly<Record<Shade, string>> = {
  owner: 'colour is its owner',
  rate: 'brightness is its rate',
  count: 'brightness is its number of objects',
  moved: 'brightness is how lately it moved',
};

export function ClusterHead() {
  const { arrangement, shade } = useView();
  const states = useShown(({ span }) => span?.newest.stages.map(({ state }) => state).join(' ') ?? '');
  const objects = useShown(() => allObjects(stageViewNow()?.stage ?? null));
  const summary = useShown(({ span }) => summaryText(span === null ? null : goesBackTo(span.newest)));
  const isRecovering = useShown(({ span }) => span?.newest.recovering !== undefined);
  const isPicture = arrangement === 'workers' || arrangement === 'grid' || arrangement === 'ring';
  const ids = states === '' ? [] : states.split(' ').map(nodeId);
  return (
    <div className="cluster-head">
      <p className="cluster-summary">
        <b>{ids.length === 0 ? 'No state' : counted(objects, 'state object')}</b>{' '}
        <span>
          {summary}
          {ids.length > 0 && isPicture && !isRecovering ? `; ${brightness[shade]}` : ''}
        </span>
      </p>
      <div className="cluster-ways">
        {ids.length > 1 && <StateTabs states={ids} />}
        <Segments label="Arrangement" of={arrangements} chosen={arrangement} onChoose={arrange} />
        {isPicture && ids.length > 0 && <Segments label="Brightness" of={shades} chosen={shade} onChoose={shadeBy} />}
      </div>
    </div>
  );
}

function summaryText(checkpoint: string | null): string {
  const view = stageViewNow();
  const on = membersText(rosterNow());
  const slots = view === null ? on : `${count(view.stage.placement.length)} slots ${on}`;
  if (checkpoint !== null) return `${slots}, as last known: everything goes back to ${checkpoint}`;
  const { arrangement } = useView.getState();
  if (view === null) return slots;
  if (arrangement === 'grid' || arrangement === 'ring') return `${slots}; one cell is one slot`;
  if (arrangement !== 'workers') return slots;
  const detail = shownDetail();
  return detail === null ? slots : `${slots}; ${detailText[detail]}`;
}

type SegmentsProps<Choice extends string> = {
  readonly label: string;
  readonly of: readonly (readonly [Choice, string])[];
  readonly chosen: Choice;
  readonly onChoose: (choice: Choice) => void;
};

const Segments = <Choice extends string>({ label, of, chosen, onChoose }: SegmentsProps<Choice>) => (
  <div className="segments" role="group" aria-label={label}>
    {of.map(([choice, title]) => (
      <button key={choice} type="button" aria-pressed={choice === chosen} onClick={() => onChoose(choice)}>
        {title}
      </button>
    ))}
  </div>
);

function StateTabs({ states }: { readonly states: readonly NodeId[] }) {
  const pipeline = useDocument((store) => store.pipeline);
  const chosen = useShown((shown) => shownState(shown));
  useView(({ state }) => state);
  return (
    <div className="segments" role="group" aria-label="State shown">
      {states.map((state) => (
        <button key={state} type="button" aria-pressed={state === chosen} onClick={() => showState(state)}>
          {pipeline?.nodes.find(({ id }) => id === state)?.name ?? state}
        </button>
      ))}
    </div>
  );
}
