/** A scene in words: workers, what is on its way, and objects, each a button that shows its card. The picture's twin. */
import type { SceneView } from '@potoroo/runtime/sim/stage';
import type { ReactNode } from 'react';
import { select, type Selection, useLearn } from '../learn-store.ts';
import { byKey, placeText, workerName } from './stage-words.ts';

type Props = { readonly index: number; readonly view: SceneView };

export const SceneList = ({ index, view }: Props) => (
  <div className="scene-list">
    <div>
      <h4>Workers</h4>
      <ul>
        {view.workers.map(({ worker, condition, objects, met }) => (
          <li key={worker}>
            <Thing selection={{ type: 'worker', scene: index, worker }}>{workerName(worker)}</Thing> {condition},{' '}
            {objects} objects, {met} records met
          </li>
        ))}
      </ul>
    </div>
    <div>
      <h4>On the way ({view.messages.length})</h4>
      <ul>
        {view.messages.map(({ id, from, to, what, content }) => (
          <li key={id}>
            <Thing selection={{ type: 'message', scene: index, id }}>
              {what} from {workerName(from)} to {workerName(to)}
            </Thing>
            {content.type === 'records' && `: ${content.records.map(({ key }) => key).join(', ')}`}
          </li>
        ))}
      </ul>
    </div>
    <div>
      <h4>State objects ({view.objects.length})</h4>
      <ul>
        {byKey(view.objects).map((object) => (
          <li key={`${object.state} ${object.key}`}>
            <Thing selection={{ type: 'object', scene: index, state: object.state, key: object.key }}>
              {object.state === 'lock' ? `the lock, ${object.key}` : object.key}
            </Thing>{' '}
            {placeText(object)}
          </li>
        ))}
      </ul>
    </div>
  </div>
);

function Thing({ selection, children }: { readonly selection: Selection; readonly children: ReactNode }) {
  const isShown = useLearn((state) => state.selection !== null && isSame(state.selection, selection));
  return (
    <button type="button" aria-pressed={isShown} onClick={() => select(selection)}>
      {children}
    </button>
  );
}

function isSame(one: Selection, other: Selection): boolean {
  if (one.scene !== other.scene) return false;
  switch (one.type) {
    case 'worker':
      return other.type === 'worker' && other.worker === one.worker;
    case 'message':
      return other.type === 'message' && other.id === one.id;
    case 'object':
      return other.type === 'object' && other.state === one.state && other.key === one.key;
  }
}
