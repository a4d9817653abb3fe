/** A question before the answer is there: a slider or a choice. What was said stays to be seen beside what it was. */
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { goNext } from '../going-on.ts';
import { tell } from '../learn-store.ts';
import type { StepView } from '../play/play-view.ts';
import { filled } from './slider-fill.ts';
import { RichText } from './rich-text.tsx';

type Props = { readonly step: StepView; readonly isCurrent: boolean };

export function Prediction({ step, isCurrent }: Props) {
  const { answer } = step;
  const [question = ''] = step.text;
  return (
    <fieldset className="lesson-ask">
      <legend>
        <RichText text={question} />
      </legend>
      {answer?.kind === 'number' && <Slider step={step} isCurrent={isCurrent} />}
      {answer?.kind === 'choice' && <Choice step={step} isCurrent={isCurrent} />}
    </fieldset>
  );
}

function Slider({ step, isCurrent }: Props) {
  const { answer } = step;
  const [moved, setMoved] = useState<number | null>(null);
  if (answer?.kind !== 'number') return null;
  const said = typeof step.said === 'number' ? step.said : moved;
  // In the middle until somebody has said something: there it says nothing.
  const at = said ?? Math.round((answer.min + answer.max) / 2);
  const say = (value: number): void => {
    setMoved(value);
    void tell({ type: 'predict', said: value });
  };
  return (
    <>
      <input
        type="range"
        aria-label={`Your guess, ${answer.unit}`}
        aria-valuetext={said === null ? 'nothing said yet' : `${said} ${answer.unit}`}
        min={answer.min}
        max={answer.max}
        value={at}
        style={filled(said === null ? 0 : (at - answer.min) / (answer.max - answer.min))}
        disabled={!isCurrent}
        onChange={(event) => say(Number(event.target.value))}
        // Whoever means the middle only presses it.
        onClick={(event) => say(Number(event.currentTarget.value))}
      />
      <div className="lesson-ask-row">
        {said === null ? (
          <span>{isCurrent ? 'Move the slider to your guess' : 'You said nothing'}</span>
        ) : (
          <span>
            You say <b>{said}</b> {answer.unit}
          </span>
        )}
        {isCurrent && (
          <Button look="primary" onClick={goNext} reason={said === null ? 'Move the slider first' : null}>
            That is my guess
          </Button>
        )}
      </div>
    </>
  );
}

function Choice({ step, isCurrent }: Props) {
  const { answer } = step;
  const [chosen, choose] = useState<string | null>(null);
  if (answer?.kind !== 'choice') return null;
  const said = chosen ?? step.said;
  return (
    <div className="lesson-choices">
      {answer.options.map(({ id, text }) => (
        <label key={id}>
          <input
            type="radio"
            name={`prediction ${step.index}`}
            checked={said === id}
            disabled={!isCurrent}
            onChange={() => {
              choose(id);
              void tell({ type: 'predict', said: id });
            }}
          />
          {text}
        </label>
      ))}
      {isCurrent && (
        <Button look="primary" onClick={goNext} reason={said === null ? 'Choose one first' : null}>
          That is my guess
        </Button>
      )}
    </div>
  );
}
