/** The Learn screen: the course, or one lesson with its words on the left and its stage on the right. */
import './learn.css';
import { useEffect } from 'react';
import { showScreen, useScreen } from '../studio/screen-store.ts';
import { Button } from '../ui/button.tsx';
import { notify } from '../ui/notices.tsx';
import { isForTextField } from '../ui/text-focus.ts';
import { goBack, goNext } from './going-on.ts';
import { isCarried, isTreeCarried, type LearnMoment, momentOf, momentQuery, takeAskedMoment } from './learn-link.ts';
import { openProject, useLab } from './lab-store.ts';
import { stopWorker } from './learn-client.ts';
import { leaveStage, loadCourse, openLesson, ownLesson, useLearn } from './learn-store.ts';
import { CourseList } from './panel/course-list.tsx';
import { LabPanel } from './panel/lab-panel.tsx';
import { LessonPanel } from './panel/lesson-panel.tsx';
import { fetchAhead } from './own-project.ts';
import { laboratory } from './play/laboratory.ts';
import type { PlayView } from './play/play-view.ts';
import { followStage, pause, stepBy, toggle } from './stage-clock.ts';
import { ClockBar } from './stage/clock-bar.tsx';
import { ProtocolPicture } from './stage/protocol-picture.tsx';
import { ScenePane } from './stage/scene-pane.tsx';
import { ThingCard } from './stage/thing-card.tsx';

const open = (lesson: string): void => showScreen('learn', lesson);

export function LearnScreen() {
  const rest = useScreen((address) => address.rest);
  const course = useLearn((state) => state.course);
  const isPresenting = useLearn((state) => state.isPresenting);
  const isBusy = useLearn((state) => state.isBusy || state.isWorking);
  useEffect(() => {
    if (useLearn.getState().course.length === 0) void loadCourse();
    void fetchAhead();
  }, []);
  useEffect(() => useLearn.subscribe(followStage), []);
  useEffect(() => {
    // The laboratory opens itself.
    if (rest !== '' && rest !== laboratory) void openLesson({ type: 'open', lesson: rest, ...takeAskedMoment() });
    return () => {
      pause();
      leaveStage();
    };
  }, [rest]);
  useEffect(() => {
    addEventListener('keydown', onKey);
    return () => {
      removeEventListener('keydown', onKey);
      useLearn.setState({ isPresenting: false });
    };
  }, []);
  if (rest === '') return <CourseList onOpen={open} />;
  if (rest === laboratory)
    return (
      <div className={isPresenting ? 'learn learn-presenting' : 'learn'} data-busy={isBusy}>
        <LabPanel onLeave={() => open('')} />
        <Stage />
      </div>
    );
  const next = course[course.findIndex(({ id }) => id === rest) + 1];
  return (
    <div className={isPresenting ? 'learn learn-presenting' : 'learn'} data-busy={isBusy}>
      <LessonPanel onLeave={() => open('')} onNextLesson={() => open(next?.id ?? laboratory)} />
      <Stage />
    </div>
  );
}

function Stage() {
  const { view, fault, isBusy, showsProtocol, showsList, isPresenting, seed } = useLearn();
  const reason = useLab((state) => state.reason);
  const isLab = useScreen((address) => address.rest === laboratory);
  if (view === null)
    return (
      <div className="stage">
        <div className="stage-waiting">
          <p role="status">
            {fault ?? (isLab && reason !== null ? `It cannot be played: ${reason}.` : 'The stage is being set')}
          </p>
          {isBusy && (
            <div className="lesson-late">
              <p>It is played to its end once, to know how long it is.</p>
              <Button onClick={stopWorker}>Stop it</Button>
            </div>
          )}
        </div>
      </div>
    );
  return (
    <div className="stage">
      <div className="stage-tools" role="toolbar" aria-label="Stage">
        <span className="pill">Runs in your browser, no server</span>
        <span className="stage-seed">Seed {seed ?? 42}. Click anything to see what it is.</span>
        <Button aria-pressed={showsProtocol} onClick={() => useLearn.setState({ showsProtocol: !showsProtocol })}>
          Protocol
        </Button>
        <Button aria-pressed={showsList} onClick={() => useLearn.setState({ showsList: !showsList })}>
          As a list
        </Button>
        <Button
          aria-pressed={isPresenting}
          aria-keyshortcuts="p"
          onClick={() => useLearn.setState({ isPresenting: !isPresenting })}
        >
          Present
        </Button>
        <Button onClick={() => void share()}>Share this moment</Button>
      </div>
      <div className={`scenes scenes-${view.theatre.scenes.length}`}>
        {view.theatre.scenes.map((scene, index) => (
          <ScenePane key={view.sceneIds[index]} index={index} view={scene} />
        ))}
        <ThingCard />
      </div>
      {showsProtocol && <ProtocolPicture />}
      <ClockBar />
    </div>
  );
}

async function share(): Promise<void> {
  const { view, seed } = useLearn.getState();
  if (view === null) return;
  const moment = momentOf(view);
  const query = momentQuery({
    ...moment,
    ...(view.lab === null ? {} : { lab: useLab.getState().choice }),
    ...(seed === null ? {} : { seed }),
  });
  const link = `${location.origin}/learn/${view.lesson}${query}`;
  try {
    await navigator.clipboard.writeText(link);
    notify({
      tone: 'good',
      message: 'The address of this moment is in the clipboard.',
      remedy: notCarried(moment, playsOpenProject(view)),
    });
  } catch {
    notify({ tone: 'bad', message: 'The browser does not let the studio write to the clipboard.', remedy: link });
  }
}

/** What a link cannot bring, so that nobody expects it. */
function notCarried({ code, forks = [] }: LearnMoment, isOwnProject: boolean): string {
  return [
    code === undefined || isCarried(code) ? '' : 'Your code is too long for a link, and is not in it.',
    isTreeCarried(forks)
      ? ''
      : 'There are more histories than a link can hold: the one that is shown is in it, the others are not.',
    isOwnProject ? 'Your project is not in it: whoever opens it plays the project that is open there.' : '',
  ]
    .filter((text) => text !== '')
    .join(' ');
}

const playsOpenProject = ({ lab, lesson }: PlayView): boolean =>
  lab === null ? lesson === ownLesson : useLab.getState().choice.pipeline === openProject;

/** Keys of the stage; those that a control has for itself are left to it. */
function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (document.querySelector('dialog[open]') !== null || useLearn.getState().view === null) return;
  const isPage = event.key.startsWith('Page');
  // A clicker presses Page keys, wherever the focus is; a slider or a field would take them for itself.
  const isTyping = isForTextField(event) && !(isPage && !isInTextArea(event));
  const act = isTyping ? undefined : keys[event.key];
  if (act === undefined || (isOnControl(event) && !isPage && !isFree(event))) return;
  event.preventDefault();
  act();
}

const keys: Readonly<Record<string, () => void>> = {
  ' ': toggle,
  ArrowRight: () => stepBy(1),
  ArrowLeft: () => stepBy(-1),
  PageDown: goNext,
  PageUp: goBack,
  p: () => useLearn.setState(({ isPresenting }) => ({ isPresenting: !isPresenting })),
};

/** Pages of a text are turned there, unless somebody presents. */
const isInTextArea = ({ target }: KeyboardEvent): boolean =>
  target instanceof HTMLTextAreaElement && !useLearn.getState().isPresenting;

/** A button has no use for arrows. */
const isFree = ({ key, target }: KeyboardEvent): boolean =>
  key.startsWith('Arrow') && target instanceof Element && target.closest('input, select, textarea') === null;

const isOnControl = ({ target }: KeyboardEvent): boolean =>
  target instanceof Element && target.closest('button, input, select, textarea, summary, a') !== null;
