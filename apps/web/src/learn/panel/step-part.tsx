/** One step of a lesson: words, a question, something to do, or what came of it. */
import { useRef, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { stopWorker } from '../learn-client.ts';
import { act } from '../going-on.ts';
import { useLearn } from '../learn-store.ts';
import { stopWork, workOn } from '../long-work.ts';
import { anyKey } from '../play/lesson-start.ts';
import type { StepView } from '../play/play-view.ts';
import { Prediction } from './prediction.tsx';
import { Refusal, useDraft } from './refusal.tsx';
import { RichText } from './rich-text.tsx';
import { RunChart } from './run-chart.tsx';

type Props = { readonly step: StepView; readonly isCurrent: boolean };

export function StepPart({ step, isCurrent }: Props) {
  switch (step.type) {
    case 'predict':
      return <Prediction step={step} isCurrent={isCurrent} />;
    case 'act':
    case 'write':
      return <Doing step={step} isCurrent={isCurrent} />;
    case 'runs':
    case 'search':
      return <Waiting step={step} isCurrent={isCurrent} />;
    case 'refuse':
      return <Refusal step={step} />;
    default:
      return <Saying step={step} />;
  }
}

/** What the learner has said, beside what it was. */
const Guess = ({ guess: { text, isRight, isNear, why } }: { readonly guess: NonNullable<StepView['guess']> }) => (
  <p className={isRight || isNear ? 'lesson-guess claim-holds' : 'lesson-guess'}>
    {isRight || isNear ? <Icon name="check" size={14} /> : null}{' '}
    <span>
      You said: <b>{text}</b>
      {isRight && ', and so it is'}
      {isNear && ', and that is near'}
      {why !== null && (
        <>
          . <RichText text={why} />
        </>
      )}
    </span>
  </p>
);

/** Letters of a hash that are enough to see that two are the same. */
const hashShown = 8;

const Saying = ({ step }: { readonly step: StepView }) => (
  <>
    {step.right !== null && (
      <p className="lesson-right">
        The answer: <b>{step.right}</b>
      </p>
    )}
    {step.guess !== null && <Guess guess={step.guess} />}
    {step.text.map((text) => (
      <p key={text}>
        <RichText text={text} />
      </p>
    ))}
    {step.code !== null && (
      <figure className="lesson-code">
        <figcaption>
          {step.code.title}{' '}
          <span className="mono" title={`The hash of its code: ${step.code.hash}`}>
            code {step.code.hash.slice(0, hashShown)}
          </span>
        </figcaption>
        <pre className="mono" tabIndex={0} aria-label="The code of this pipeline">
          {step.code.text}
        </pre>
      </figure>
    )}
    {step.claims.length > 0 && (
      <details className="lesson-claims">
        <summary>
          {step.claims.every(({ holds }) => holds)
            ? `${step.claims.length} claims, all of them hold on this stage`
            : `${step.claims.filter(({ holds }) => !holds).length} of ${step.claims.length} claims do not hold on this stage`}
        </summary>
        <ul>
          {step.claims.map(({ says, holds, detail }) => (
            <li key={says} className={holds ? 'claim-holds' : 'claim-fails'}>
              <Icon name={holds ? 'check' : 'warning'} size={14} />
              <span>
                {says} <span className="mono">{detail}</span>
              </span>
            </li>
          ))}
        </ul>
      </details>
    )}
  </>
);

/** Whole clusters take their time, and nothing moves on the stage meanwhile: how far they are, and a way to stop them. */
function LongWork({ step, isCurrent }: Props) {
  const isWorking = useLearn((state) => state.isWorking);
  const progress = useLearn(({ view }) => (isCurrent ? (view?.progress ?? null) : null));
  return (
    <>
      <div className="lesson-ask-row">
        {step.isDone ? (
          <Done />
        ) : isWorking ? (
          <Button onClick={stopWork}>Stop</Button>
        ) : (
          <Button look="primary" onClick={() => void workOn()} reason={isCurrent ? null : 'This step is over'}>
            {progress === null ? step.button : 'Go on'}
          </Button>
        )}
      </div>
      {progress !== null && (
        <>
          <progress value={progress.done} max={progress.of} aria-label="How far the runs are" />
          <p role="status" aria-live="off">
            {progress.what}: {progress.done} of {step.type === 'search' ? 'at most ' : ''}
            {progress.of} runs.
          </p>
        </>
      )}
    </>
  );
}

const Done = () => (
  <span className="lesson-done">
    <Icon name="check" size={14} /> Done
  </span>
);

/** The stage plays what was run last, and the field may hold other code by now. */
type RunProps = { readonly isOld: boolean };
const before = (isOld: boolean): string => (isOld ? 'Before your last change: ' : '');

/** What a learner has written may not run at all. */
function Failure({ isOld }: RunProps) {
  const failure = useLearn(({ view }) => view?.theatre.scenes.find((scene) => scene.failure !== null)?.failure);
  if (failure == null) return null;
  return (
    <p className="lesson-fault" role="alert">
      {before(isOld)}It does not run to its end: {failure}
    </p>
  );
}

/** Why records have had no effect, in the words of the language. */
function FirstThrow({ isOld }: RunProps) {
  const reason = useLearn(({ view }) => view?.theatre.scenes.find((scene) => scene.threwFirst !== null)?.threwFirst);
  if (reason == null) return null;
  return (
    <p className="lesson-fault" role="status">
      {before(isOld)}Your code threw: {reason}. Such a record has no effect.
    </p>
  );
}

function Doing({ step, isCurrent }: Props) {
  const [typed, setTyped] = useState(step.input?.value ?? '');
  const [code, setCode] = useDraft(step);
  const [isRunning, setRunning] = useState(false);
  const editor = useRef<HTMLTextAreaElement>(null);
  const run = async (): Promise<void> => {
    const text = step.input !== null ? typed.trim() || step.input.value : step.own !== null ? code : undefined;
    setRunning(true);
    await act(step, text);
    setRunning(false);
  };
  return (
    <form
      className="lesson-ask"
      onSubmit={(event) => {
        event.preventDefault();
        if (isCurrent) void run();
      }}
    >
      {step.text.map((text) => (
        <p key={text}>
          <RichText text={text} />
        </p>
      ))}
      {step.isOffered && (
        <p role="status">
          <b>This code came with the link, and nothing has run it.</b> Read it first; it runs in this window, sealed
          from the network and from your projects.
        </p>
      )}
      {step.own !== null && (
        <textarea
          ref={editor}
          className="input mono"
          aria-label="Your state computation"
          rows={9}
          spellCheck={false}
          value={code}
          onChange={(event) => setCode(event.target.value)}
        />
      )}
      <div className="lesson-ask-row">
        {step.input !== null && (
          <label>
            {step.input.label}
            <input
              className="input"
              type="text"
              maxLength={40}
              pattern={step.input.pattern ?? anyKey}
              title={step.input.rule ?? 'Without spaces and commas'}
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
            />
          </label>
        )}
        {step.isDone && step.type !== 'write' ? (
          <Done />
        ) : (
          <Button look="primary" type="submit" reason={isCurrent ? null : 'This step is over'}>
            {step.button}
          </Button>
        )}
        {step.type === 'write' && isRunning && (
          <Button
            className="lesson-late"
            onClick={() => {
              // The button goes; what is to be mended is the code.
              editor.current?.focus();
              stopWorker();
            }}
          >
            Stop it
          </Button>
        )}
      </div>
      {step.type === 'write' && !isRunning && <Failure isOld={code !== step.own} />}
      {step.type === 'write' && step.isDone && !isRunning && <FirstThrow isOld={code !== step.own} />}
    </form>
  );
}

const Waiting = ({ step, isCurrent }: Props) => (
  <div className="lesson-ask">
    {step.text.map((text) => (
      <p key={text}>
        <RichText text={text} />
      </p>
    ))}
    <LongWork step={step} isCurrent={isCurrent} />
    {step.table !== null && <RunChart table={step.table} />}
    {step.found.length > 0 && (
      <dl className="lesson-found">
        {step.found.map(({ title, text }) => (
          <div key={title}>
            <dt>{title}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    )}
  </div>
);
