/** The words beside the stage: the steps of the lesson so far, the newest last, and the way on. */
import { useEffect, useRef } from 'react';
import { Button } from '../../ui/button.tsx';
import { goBack, goNext, isDoneAlone } from '../going-on.ts';
import { useLearn } from '../learn-store.ts';
import { lessonCount } from '../play/laboratory.ts';
import type { PlayView } from '../play/play-view.ts';
import { StepPart } from './step-part.tsx';

type Props = { readonly onLeave: () => void; readonly onNextLesson: () => void };

export function LessonPanel({ onLeave, onNextLesson }: Props) {
  const { view, course, fault, isPresenting, isBusy, isWorking } = useLearn();
  const last = useRef<HTMLDivElement>(null);
  const trouble = useRef<HTMLParagraphElement>(null);
  const step = view?.step ?? 0;
  const isWaiting = view?.isWaiting === true;
  // A lesson is read from its title on.
  useEffect(() => (step === 0 ? undefined : followGrowth(last.current)), [step, view === null]);
  // What has gone wrong stands below the step, which may fill the panel.
  useEffect(() => void trouble.current?.scrollIntoView({ block: 'nearest' }), [fault, isBusy]);
  // The words of another step are what is read next: the keyboard is there, wherever it has asked for them.
  useEffect(() => last.current?.focus({ preventScroll: true }), [step, view === null]);
  // The button that was pressed is gone: the keyboard goes on from its step.
  useEffect(() => {
    if (document.activeElement === document.body) last.current?.focus({ preventScroll: true });
  }, [isWaiting, isBusy]);
  if (view === null)
    return (
      <section className="lesson" aria-label="Lesson">
        <p className="lesson-place">
          <button type="button" className="link-button" onClick={onLeave}>
            All lessons
          </button>
        </p>
      </section>
    );
  const number = course.findIndex(({ id }) => id === view.lesson);
  const entry = course[number];
  const current = view.steps.at(-1);
  // What comes after what was said is read together with it; a presenter has one step on the wall.
  const shown = isPresenting ? view.steps.slice(-1) : view.steps.slice(firstShown(view.steps));
  const isLast = step + 1 >= view.stepCount;
  return (
    <section className="lesson" aria-label={`Lesson: ${entry?.title ?? ''}`}>
      <div className="lesson-words">
        <p className="lesson-place">
          <button type="button" className="link-button" onClick={onLeave}>
            {number < lessonCount ? `Lesson ${number + 1} of ${lessonCount}` : 'After the lessons'}
          </button>
        </p>
        <h2>{entry?.title}</h2>
        {shown.map((part) => (
          <div
            key={part.index}
            className="lesson-step"
            tabIndex={-1}
            ref={part.index === step ? last : null}
            aria-live={part.index === step ? 'polite' : 'off'}
          >
            <StepPart step={part} isCurrent={part.index === step} />
          </div>
        ))}
        {view.isLost && (
          <p className="lesson-fault" role="status">
            With this seed the moment that the lesson waits for does not come, so the stage went to its end. Open the
            lesson from the course to play it with its own seed.
          </p>
        )}
        {fault !== null && (
          <p ref={trouble} className="lesson-fault" role="alert">
            {fault}
          </p>
        )}
      </div>
      {isPresenting && current?.notes != null && <p className="lesson-notes">{current.notes}</p>}
      <nav className="lesson-steps" aria-label="Steps of the lesson">
        <div className="step-marks" aria-hidden="true">
          {Array.from({ length: view.stepCount }, (_, index) => (
            <i key={`step ${index}`} className={index < step ? 'step-done' : index === step ? 'step-now' : ''} />
          ))}
        </div>
        <span>
          Step {step + 1} of {view.stepCount}
        </span>
        <Button onClick={goBack} reason={step === 0 ? 'This is the first step' : null} aria-keyshortcuts="PageUp">
          Back
        </Button>
        {isLast ? (
          <Button look="primary" onClick={onNextLesson}>
            {number + 1 < course.length ? 'Next lesson' : 'To the laboratory'}
          </Button>
        ) : (
          <Button
            look="primary"
            onClick={goNext}
            aria-keyshortcuts="PageDown"
            reason={
              isWorking ? 'The runs are not over: wait, or stop them' : isBusy ? 'The stage is still playing' : null
            }
          >
            {nextLabel(view, isPresenting)}
          </Button>
        )}
      </nav>
    </section>
  );
}

function nextLabel(view: PlayView, isPresenting: boolean): string {
  if (isDoneAlone(view, isPresenting)) return 'Do it';
  return view.isWaiting && view.steps.at(-1)?.type !== 'predict' ? 'Do it and go on' : 'Next';
}

/** What comes of a step is seen when it comes: a table, an answer. */
function followGrowth(element: HTMLElement | null): (() => void) | undefined {
  if (element === null) return undefined;
  const sizes = new ResizeObserver(() => {
    // Newer browsers answer with a promise, which is no clean-up.
    void element.scrollIntoView({ block: 'nearest' });
  });
  sizes.observe(element);
  return () => sizes.disconnect();
}

/** From the last thing that was said on: what was revealed before it has had its time. */
function firstShown(steps: readonly { readonly type: string }[]): number {
  const reveal = steps.slice(0, -1).findLastIndex(({ type }) => type === 'reveal');
  return reveal < 0 ? 0 : reveal + (steps.at(-1)?.type === 'say' ? 1 : 0);
}
