/** A scene in words: workers, what is on its way, and objects, each a button that shows its card. The picture's twin. */
import type { SceneView } from '@potoroo/runtime/sim/stage';
import { select } from '../learn-store.ts';
import { placeText, workerName } from './stage-words.ts';

type Props = { readonly index: number; readonly view: SceneView };

export const SceneList = ({ index, view }: Props) => (
  <div className="scene-list">
    <div>
      <h4>Workers</h4>
      <ul>
        {view.workers.map(({ worker, condition, objects, met }) => (
          <li key={worker}>
            <button type="button" onClick={() => select({ type: 'worker', scene: index, worker })}>
              {workerName(worker)}
            </button>{' '}
            {condition}, {objects} objects, {met} records met
          </li>
        ))}
      </ul>
    </div>
    <div>
      <h4>On the way ({view.messages.length})</h4>
      <ul>
        {view.messages.map(({ id, from, to, what, content }) => (
          <li key={id}>
            <button type="button" onClick={() => select({ type: 'message', scene: index, id })}>
              {what}
            </button>{' '}
            from {workerName(from)} to {workerName(to)}
            {content.type === 'records' && `: ${content.records.map(({ key }) => key).join(', ')}`}
          </li>
        ))}
      </ul>
    </div>
    <div>
      <h4>State objects ({view.objects.length})</h4>
      <ul>
        {view.objects.map((object) => (
          <li key={`${object.state} ${object.key}`}>
            <button
              type="button"
              onClick={() => select({ type: 'object', scene: index, state: object.state, key: object.key })}
            >
              {object.key}
            </button>{' '}
            {placeText(object)}
          </li>
        ))}
      </ul>
    </div>
  </div>
);
