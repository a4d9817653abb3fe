/** The laboratory beside its stage: what is chosen, how far the search is, and what it has found. */
import { type Delivery, eventsMax, type FaultKind, type Judged } from '@potoroo/runtime/sim/stage';
import { type ReactNode, useEffect, useRef } from 'react';
import { Button } from '../../ui/button.tsx';
import { findFailure, openLab, openProject, replay, setUp, useLab } from '../lab-store.ts';
import { takeAskedMoment } from '../learn-link.ts';
import { useLearn } from '../learn-store.ts';
import { stopWork } from '../long-work.ts';
import { type Bound, bounds } from '../play/laboratory.ts';
import type { LabView } from '../play/play-view.ts';

const linkWords: Readonly<Record<Delivery, string>> = {
  'at-most-once': 'give up what is lost',
  'at-least-once': 'send again, and meet copies',
  'effectively-once': 'send again, and know the numbers',
};
const guaranteeWords: Readonly<Record<Delivery, string>> = {
  'at-most-once': 'At most once: nothing has two effects',
  'at-least-once': 'At least once: nothing has no effect',
  'effectively-once': 'Effectively once: each has one effect',
};
const outputWords = {
  'with the checkpoint': 'wait for their checkpoint',
  'at once': 'leave at once, as a preview',
} as const;
const faultWords: Readonly<Record<FaultKind, string>> = {
  lose: 'A message with records is lost',
  double: 'A message with records arrives twice',
  kill: 'A worker is killed',
  'kill-coordinator': 'The coordinator is killed',
  add: 'A worker joins',
  leave: 'A worker leaves',
};

const deliveries = Object.keys(linkWords) as Delivery[];
const faultKinds = Object.keys(faultWords) as FaultKind[];

export function LabPanel({ onLeave }: { readonly onLeave: () => void }) {
  const { choice, pipelines, reason } = useLab();
  const fault = useLearn((state) => state.fault);
  const isHunting = useLearn((state) => state.isWorking);
  const isBusy = useLearn((state) => state.isBusy);
  const lab = useLearn(({ view }) => view?.lab ?? null);
  const isPresenting = useLearn((state) => state.isPresenting);
  useEffect(() => {
    void openLab(takeAskedMoment());
    return stopWork;
  }, []);
  const toggle = (kind: FaultKind, isWanted: boolean): void => {
    const faults = faultKinds.filter((each) => (each === kind ? isWanted : choice.faults.includes(each)));
    void setUp({ faults });
  };
  return (
    <section className="lesson lab" aria-label="Laboratory">
      <div className="lesson-words">
        <p className="lesson-place">
          <button type="button" className="link-button" onClick={onLeave}>
            All lessons
          </button>
        </p>
        <h2>Find me a failure</h2>
        <p>
          Choose a pipeline, what its links and outputs do, and a guarantee. The search looks for the <b>smallest</b>{' '}
          schedule of faults that breaks it: every run is the real runtime, judged against one thread.
        </p>
        {reason !== null && (
          <p className="lesson-fault" role="alert">
            It cannot be played: {reason}.
          </p>
        )}
        <div className="lab-choices">
          <Choice label="Pipeline" value={choice.pipeline} onChange={(pipeline) => void setUp({ pipeline })}>
            <option value={openProject}>The project that is open</option>
            {choice.pipeline !== openProject && pipelines.every(({ name }) => name !== choice.pipeline) && (
              <option value={choice.pipeline}>{choice.pipeline}</option>
            )}
            {pipelines.map(({ name, title }) => (
              <option key={name} value={name}>
                {title}
              </option>
            ))}
          </Choice>
          <Choice label="Workers" value={String(choice.workers)} onChange={(to) => void setUp({ workers: Number(to) })}>
            {[1, 2, 3, 4].map((workers) => (
              <option key={workers}>{workers}</option>
            ))}
          </Choice>
          <Choice label="Links" value={choice.links} onChange={(links) => void setUp({ links: links as Delivery })}>
            {options(deliveries, linkWords)}
          </Choice>
          <Choice
            label="Outputs"
            value={choice.outputs}
            onChange={(outputs) => void setUp({ outputs: outputs as keyof typeof outputWords })}
          >
            {options(Object.keys(outputWords) as (keyof typeof outputWords)[], outputWords)}
          </Choice>
          <Choice
            label="Guarantee"
            value={choice.guarantee}
            onChange={(guarantee) => void setUp({ guarantee: guarantee as Delivery })}
          >
            {options(deliveries, guaranteeWords)}
          </Choice>
          <Choice label="Up to" value={choice.bound} onChange={(bound) => void setUp({ bound: bound as Bound })}>
            {(Object.keys(bounds) as Bound[]).map((bound) => (
              <option key={bound} value={bound}>
                {bounds[bound].title}
              </option>
            ))}
          </Choice>
        </div>
        <fieldset className="lab-faults">
          <legend>Faults</legend>
          {faultKinds.map((kind) => (
            <label key={kind}>
              <input
                type="checkbox"
                checked={choice.faults.includes(kind)}
                onChange={(event) => toggle(kind, event.target.checked)}
              />
              {faultWords[kind]}
            </label>
          ))}
        </fieldset>
        {lab?.isStateless === true && choice.faults.some((kind) => kind === 'lose' || kind === 'double') && (
          <p className="quiet" role="status">
            This pipeline keeps no state, so no record travels to a state object, and there is no such message to lose
            or to double: these faults find nothing here. Crashes do, where outputs leave at once.
          </p>
        )}
        <div className="lesson-ask-row">
          {isHunting ? (
            <Button onClick={stopWork}>Stop</Button>
          ) : (
            <Button
              look="primary"
              onClick={() => void findFailure()}
              reason={
                reason !== null
                  ? 'This pipeline cannot be played'
                  : choice.faults.length === 0
                    ? 'Choose a fault first'
                    : lab === null && isBusy
                      ? 'The stage is being set'
                      : lab?.hunt?.phase === 'over'
                        ? 'Everything up to this bound has been tried'
                        : null
              }
            >
              {lab?.hunt == null || lab.hunt.phase === 'over' ? 'Find me a failure' : 'Go on'}
            </Button>
          )}
        </div>
        {fault !== null && (
          <p className="lesson-fault" role="alert">
            {fault}
          </p>
        )}
        <div role="status" aria-live={isHunting ? 'off' : 'polite'}>
          {lab !== null && <Finding lab={lab} />}
        </div>
      </div>
      {isPresenting && (
        <p className="lesson-notes">
          Begin with links that give up and the guarantee “effectively once”: one lost message is found. Then let links
          know the numbers, and let outputs leave at once: one crash is.
        </p>
      )}
    </section>
  );
}

function options<Value extends string>(values: readonly Value[], words: Readonly<Record<Value, string>>): ReactNode {
  return values.map((value) => (
    <option key={value} value={value}>
      {words[value]}
    </option>
  ));
}

type ChoiceProps = {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly children: ReactNode;
};

const Choice = ({ label, value, onChange, children }: ChoiceProps) => (
  <label className="lab-choice">
    <span>{label}</span>
    <select className="input" value={value} onChange={(event) => onChange(event.target.value)}>
      {children}
    </select>
  </label>
);

function Finding({ lab: { hunt: state, schedule, history } }: { readonly lab: LabView }) {
  const element = useRef<HTMLDivElement>(null);
  const [isBegun, isOver] = [state !== null, state?.phase === 'over'];
  // How far it is, and what came of it, is seen when it comes.
  useEffect(() => {
    if (isBegun) void element.current?.scrollIntoView({ block: 'nearest' });
  }, [isBegun, isOver]);
  if (state === null) return null;
  const { phase, singles, singlesPlanned, singlesPossible, pairs, pairsPlanned, found, judged } = state;
  const bounded = singlesPlanned < singlesPossible ? `, spread over the ${singlesPossible} that there are` : '';
  const tried = `${singles} of ${singlesPlanned} single faults${bounded}, and ${pairs} of ${pairsPlanned} pairs`;
  return (
    <div className="lab-finding" ref={element}>
      {phase === 'preparing' && (
        <>
          <progress value={state.prepared} max={state.preparations} aria-label="How far the preparations are" />
          <p>
            Looking at runs without a fault first, to know what is the same in each, and where a fault could come:{' '}
            {state.prepared} of {state.preparations}.
          </p>
        </>
      )}
      {(phase === 'singles' || phase === 'pairs') && (
        <>
          <progress value={singles + pairs} max={singlesPlanned + pairsPlanned} aria-label="How far the search is" />
          <p>Tried: {tried}.</p>
        </>
      )}
      {state.isCut && (
        <p>
          <b>Nothing can be searched here.</b> A run of this pipeline has more than {eventsMax.toLocaleString('en')}{' '}
          events, and a stage follows no more. Fewer outputs for each record would fit.
        </p>
      )}
      {phase === 'over' && found === null && !state.isCut && (
        <p>
          <b className="lab-good">None was found.</b> Tried: {tried}. That is a bound, and no proof.
        </p>
      )}
      {found !== null && (
        <>
          <p>
            <b className="lab-bad">
              {schedule.length === 0
                ? 'Broken without any fault.'
                : `Broken by ${schedule.length} fault${schedule.length === 1 ? '' : 's'}.`}
            </b>{' '}
            {found.why}.{schedule.length > 0 && ` Tried: ${tried}.`}
          </p>
          <ol className="lab-schedule">
            {schedule.map(({ deed, text }) => (
              <li key={`${deed.after} ${text}`}>
                {text}
                <Button onClick={() => void replay(history ?? 0, deed.after)}>Stand before it</Button>
              </li>
            ))}
          </ol>
          <p>It is a history of its own below the stage. Step through it with the arrow keys.</p>
        </>
      )}
      {judged !== null && !state.isCut && <p className="quiet">Judged: {judgedText(judged)}.</p>}
    </div>
  );
}

function judgedText({ states, later, outputs }: Judged): string {
  const what = [
    ...(states ? ['how often each state object met each record that a source sent it'] : []),
    ...(states && later ? ['how many records met the states behind it'] : []),
    outputs
      ? 'how many outputs left'
      : 'outputs only for leaving twice, since their number depends on which source is faster',
  ];
  return what.join('; ');
}
