/** A step in which the learner tries to write what cannot be written: the compiler is asked, and its reason is shown. */
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { askCompiler } from '../going-on.ts';
import { draftName, keepDraft, useLearn, type Verdict } from '../learn-store.ts';
import type { StepView } from '../play/play-view.ts';
import { RichText } from './rich-text.tsx';

type Props = { readonly step: StepView };

/** The code of a step as the learner has left it. */
export function useDraft(step: StepView): readonly [string, (code: string) => void] {
  const lesson = useLearn(({ view }) => view?.lesson ?? '');
  const draft = useLearn(({ drafts }) => drafts[draftName(lesson, step.index)]);
  return [draft ?? step.own ?? '', (code) => keepDraft(lesson, step.index, code)];
}

export function Refusal({ step }: Props) {
  const [code, setCode] = useDraft(step);
  const verdict = useLearn(({ view, verdicts }) => verdicts[draftName(view?.lesson ?? '', step.index)]);
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
        <Button look="primary" onClick={() => void askCompiler(step, code)}>
          {step.button ?? ''}
        </Button>
      </div>
      <div role="status">{verdict !== undefined && <Answer verdict={verdict} isOld={verdict.code !== code} />}</div>
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
