/** One edge: its ends, the type of what flows on it in full, and its live rate. */
import type { Pipeline, PipelineEdge, PipelineNode } from '@potoroo/shared/pipeline';
import { outRate } from '../../run/frames.ts';
import { LiveText } from '../../run/live-parts.tsx';
import { useShownRun } from '../../run/shown-run.ts';
import { Tap } from '../../run/tap.tsx';
import { Button } from '../../ui/button.tsx';
import { rate } from '../../ui/numbers.ts';
import { removeSelected } from '../canvas/canvas-actions.ts';
import { select } from '../canvas/flow-store.ts';
import { useCheck } from '../code/check-store.ts';
import { shownName } from '../graph/names.ts';
import { ProblemList } from '../problems/problem-list.tsx';

type EdgeSettingsProps = { readonly edge: PipelineEdge; readonly pipeline: Pipeline };

const nameOf = (node: PipelineNode | undefined): string => (node === undefined ? '' : shownName(node));

export function EdgeSettings({ edge, pipeline }: EdgeSettingsProps) {
  const type = useCheck(({ edgeTypes }) => edgeTypes[edge.id] ?? null);
  const isShown = useShownRun();
  const from = pipeline.nodes.find(({ id }) => id === edge.from);
  const to = pipeline.nodes.find(({ id }) => id === edge.to);
  return (
    <>
      <header className="inspector-head">
        <p>Edge</p>
        <h2>
          {nameOf(from)} to {nameOf(to)}
        </h2>
      </header>
      <div className="inspector-body">
        <ProblemList of={edge.id} />
        <section>
          <h3 className="section-title">Records</h3>
          <pre className="type-text mono">{type ?? 'The type is not known yet.'}</pre>
        </section>
        {isShown && (
          <dl className="numbers">
            <div>
              <dt>Records a second</dt>
              <dd>
                <LiveText className="mono" of={({ span }) => (span === null ? '' : rate(outRate(span, edge.from)))} />
              </dd>
            </div>
          </dl>
        )}
        {isShown && <Tap edge={edge} to={to} />}
        <div className="button-row">
          <Button onClick={() => select({ nodes: [edge.from] })}>Show {nameOf(from)}</Button>
          <Button onClick={() => select({ nodes: [edge.to] })}>Show {nameOf(to)}</Button>
        </div>
        <footer className="inspector-foot">
          <span />
          <Button look="danger" icon="bin" onClick={removeSelected}>
            Delete edge
          </Button>
        </footer>
      </div>
    </>
  );
}
