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
  const [value, setValue] = useState(() => (answer?.kind === 'number' ? Math.round((answer.min + answer.max) / 2) : 0));
  if (answer?.kind !== 'number') return null;
  const said = typeof step.said === 'number' ? step.said : value;
  return (
    <>
      <input
        type="range"
        aria-label={`Your guess, ${answer.unit}`}
        aria-valuetext={`${said} ${answer.unit}`}
        min={answer.min}
        max={answer.max}
        value={said}
        style={filled((said - answer.min) / (answer.max - answer.min))}
        disabled={!isCurrent}
        onChange={(event) => {
          setValue(Number(event.target.value));
          void tell({ type: 'predict', said: Number(event.target.value) });
        }}
      />
      <div className="lesson-ask-row">
        <span>
          You say <b>{said}</b> {answer.unit}
        </span>
        {isCurrent && (
          <Button
            look="primary"
            onClick={() => {
              void tell({ type: 'predict', said }).then(goNext);
            }}
          >
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
