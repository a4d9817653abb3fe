/** A step in which the learner tries to write what cannot be written: the compiler is asked, and its reason is shown. */
import type { Diagnostic } from '@potoroo/shared/pipeline';
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { draftName, keepDraft, tell, useLearn } from '../learn-store.ts';
import { refusalOf } from '../own-project.ts';
import type { StepView } from '../play/play-view.ts';
import { RichText } from './rich-text.tsx';

type Props = { readonly step: StepView; readonly isCurrent: boolean };
type Verdict = { readonly code: string; readonly refusal: Diagnostic | null; readonly failure: string | null };

/** The code of a step as the learner has left it. */
export function useDraft(step: StepView): readonly [string, (code: string) => void] {
  const lesson = useLearn(({ view }) => view?.lesson ?? '');
  const draft = useLearn(({ drafts }) => drafts[draftName(lesson, step.index)]);
  return [draft ?? step.own ?? '', (code) => keepDraft(lesson, step.index, code)];
}

export function Refusal({ step, isCurrent }: Props) {
  const [code, setCode] = useDraft(step);
  const [verdict, setVerdict] = useState<Verdict | null>(null);
  const ask = async (): Promise<void> => {
    const answer = await refusalOf(code);
    setVerdict({ code, refusal: answer.ok ? answer.value : null, failure: answer.ok ? null : answer.error });
    if (isCurrent) await tell({ type: 'act' });
  };
  return (
    <div className="lesson-ask">
      {step.text.map((text) => (
        <p key={text}>
          <RichText text={text} />
        </p>
      ))}
      <textarea
        className="input mono"
        aria-label="A step that touches two accounts"
        rows={6}
        spellCheck={false}
        value={code}
        onChange={(event) => setCode(event.target.value)}
      />
      <div className="lesson-ask-row">
        <Button look="primary" onClick={() => void ask()}>
          {step.button ?? ''}
        </Button>
      </div>
      <div role="status">{verdict !== null && <Answer verdict={verdict} isOld={verdict.code !== code} />}</div>
    </div>
  );
}

function Answer({ verdict: { refusal, failure }, isOld }: { readonly verdict: Verdict; readonly isOld: boolean }) {
  const suffix = isOld ? ' (before your last change)' : '';
  if (failure !== null) return <p className="lesson-fault">{failure}</p>;
  if (refusal === null)
    return (
      <p className="lesson-verdict claim-holds">
        <Icon name="check" size={14} />{' '}
        <span>It compiles{suffix}. Whatever it does, it does to the one account that it is given.</span>
      </p>
    );
  const isError = refusal.severity === 'error';
  return (
    <div className={`lesson-verdict ${isError ? 'claim-fails' : ''}`}>
      <Icon name={isError ? 'error' : 'warning'} size={14} />
      <div>
        <b>
          {isError ? 'Refused' : 'A warning'}
          {suffix}, <span className="mono">{refusal.code}</span>
        </b>
        <p>{refusal.message}</p>
        <p>{refusal.remedy}</p>
      </div>
    </div>
  );
}
