/** *Try it*: a node's code on sample records, in this browser, without a run: what comes out, what the state becomes, what throws. */
import type { PipelineNode } from '@potoroo/shared/pipeline';
import { AreaField } from '../../ui/field.tsx';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { reveal } from '../problems/reveal.ts';
import { nodeId } from '@potoroo/shared/ids';
import type { TrialAnswer, TrialStep } from '@potoroo/shared/trial';
import { FixtureList } from './fixture-list.tsx';
import { keepFixture, summaryOf, tryNode, useIsOutdated, useTried, writeSamples } from './trying-store.ts';

/** Whether the node has code that takes or makes records. */
export const canBeTried = (node: PipelineNode): boolean => {
  switch (node.kind) {
    case 'computation':
    case 'key':
    case 'state-computation':
      return true;
    case 'source':
      return node.generate !== null || node.decode !== null;
    case 'sink':
      return node.encode !== null;
    case 'state':
    case 'note':
      return false;
  }
};

export function TryIt({ node }: { readonly node: PipelineNode }) {
  const { samples, isRunning, answer, fault } = useTried(node.id);
  const isOutdated = useIsOutdated(node.id);
  const makes = node.kind === 'source' && node.generate !== null;
  const running = isRunning ? 'It is running.' : null;
  return (
    <section className="try-it" aria-label="Try it">
      <h3 className="section-title">Try it</h3>
      {!makes && (
        <AreaField
          label="Sample records"
          hint={node.kind === 'source' ? 'One line of text for each.' : 'One JSON value a line.'}
          rows={3}
          maxLength={100_000}
          value={samples}
          onChange={(text) => writeSamples(node.id, text)}
        />
      )}
      <div className="button-row">
        {makes ? (
          <Button icon="play" reason={running} onClick={() => void tryNode(node.id, 'generator')}>
            Make some records
          </Button>
        ) : (
          <>
            <Button icon="play" reason={running} onClick={() => void tryNode(node.id, 'samples')}>
              Try it
            </Button>
            {node.kind !== 'source' && (
              <Button icon="generator" reason={running} onClick={() => void tryNode(node.id, 'generator')}>
                With generated records
              </Button>
            )}
          </>
        )}
      </div>
      {isOutdated && <p className="quiet">The code has changed since: try it again.</p>}
      {fault !== null && (
        <p className="try-fault" role="alert">
          <Icon name="error" size={14} /> {fault}
        </p>
      )}
      {answer !== null && (
        <>
          <p className={answer.steps.every((step) => step.fault === null) ? 'try-good' : 'try-fault'}>
            {summaryOf(answer)}
          </p>
          <ol className="try-steps" data-outdated={isOutdated || undefined}>
            {answer.steps.map((step, index) => (
              // Steps are not reordered: their number is what they are.
              <Step key={index} step={step} />
            ))}
          </ol>
          {!makes && (
            <Button icon="plus" reason={keepingObstacle(answer, isOutdated)} onClick={() => keepFixture(node.id)}>
              Keep as fixture
            </Button>
          )}
        </>
      )}
      <FixtureList node={node} />
    </section>
  );
}

function keepingObstacle({ steps }: TrialAnswer, isOutdated: boolean): string | null {
  if (isOutdated) return 'The code has changed since: try it again.';
  return steps.some((step) => step.fault !== null) ? 'A record threw.' : null;
}

function Step({ step: { input, outputs, key, before, after, fault } }: { readonly step: TrialStep }) {
  return (
    <li>
      <dl className="mono">
        {input !== '' && <Line word="in" text={input} />}
        {key !== null && <Line word="key" text={key} />}
        {before !== null && before !== after && <Line word="before" text={before} />}
        {after !== null && <Line word={before === after ? 'state' : 'after'} text={after} />}
        {fault === null && outputs.map((output, index) => <Line key={index} word="out" text={output} />)}
        {fault === null && outputs.length === 0 && <Line word="out" text="nothing" isQuiet />}
      </dl>
      {fault !== null && (
        <button
          type="button"
          className="try-fault link-button"
          onClick={() =>
            reveal({
              node: nodeId(fault.node),
              at: fault.line === null ? undefined : { ...start(fault.line), field: fault.field },
            })
          }
        >
          {fault.message}
          {fault.line !== null && ` (${fault.name}, line ${fault.line})`}
        </button>
      )}
    </li>
  );
}

const start = (line: number) => ({ line, column: 1, endLine: line, endColumn: 1 });

type LineProps = { readonly word: string; readonly text: string; readonly isQuiet?: boolean };

const Line = ({ word, text, isQuiet = false }: LineProps) => (
  <div>
    <dt>{word}</dt>
    <dd className={isQuiet ? 'quiet' : undefined}>{text}</dd>
  </div>
);
