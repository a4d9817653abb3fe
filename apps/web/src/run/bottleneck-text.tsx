/** The sentence that says what holds the run up, above the workers. */
import { nodeId } from '@potoroo/shared/ids';
import { select } from '../designer/canvas/flow-store.ts';
import { useDocument } from '../designer/document/document-store.ts';
import { bottleneckOf } from './bottleneck.ts';
import { useLive } from './live-parts.tsx';

export function BottleneckText() {
  const pipeline = useDocument((state) => state.pipeline);
  // As one text, so that it is drawn again only when it says something else.
  const told = useLive(({ span }) => {
    const found = span === null || pipeline === null ? null : bottleneckOf(span, pipeline);
    return found === null ? null : `${found.tone} ${found.node ?? ''} ${found.text}`;
  });
  if (told === null) return null;
  const [tone = 'calm', node = '', ...words] = told.split(' ');
  const text = words.join(' ');
  return node === '' ? (
    <p className="bottleneck" data-tone={tone}>
      {text}
    </p>
  ) : (
    <button type="button" className="bottleneck" data-tone={tone} onClick={() => select({ nodes: [nodeId(node)] })}>
      {text}
    </button>
  );
}
