/** One scene: what it is called, the number that matters, its picture and, where it is wanted, the same as a list. */
import { eventsMax, type SceneView } from '@potoroo/runtime/sim/stage';
import { useLearn } from '../learn-store.ts';
import { Ledger } from './ledger.tsx';
import { SceneCanvas } from './scene-canvas.tsx';
import { SceneList } from './scene-list.tsx';

type Props = { readonly index: number; readonly view: SceneView };

export function ScenePane({ index, view }: Props) {
  const showsList = useLearn((state) => state.showsList);
  const now = useLearn((state) => state.view?.theatre.now ?? view.now);
  const tellsMoves = useLearn((state) => state.view?.stage.tellsMoves === true);
  const { number, note, tone } = headline(view, now, tellsMoves);
  return (
    <section className="scene" aria-label={view.title}>
      <header className="scene-head">
        <h3>{view.title}</h3>
        <span className="scene-note" title={note}>
          {note}
        </span>
        <span className={`scene-number scene-number-${tone}`}>{number}</span>
      </header>
      <div className="scene-body">
        {showsList ? <SceneList index={index} view={view} /> : <SceneCanvas index={index} view={view} />}
        {view.counts['money'] !== undefined && <Ledger index={index} title={view.title} ledger={view.ledger} />}
      </div>
      {view.failure !== null && <p className="scene-failure">The run ended here: {view.failure}</p>}
      {view.isCut && (
        <p className="scene-cut">
          Cut here at {eventsMax.toLocaleString('en')} events: the run goes on, and a stage shows no more. What it
          counts is what there is until here.
        </p>
      )}
    </section>
  );
}

type Headline = { readonly number: string; readonly note: string; readonly tone: 'plain' | 'good' | 'bad' };

/** As the words beside the stage write it. */
const timeOf = (ms: number): string => `${Math.round(ms).toLocaleString('en')} ms`;

/** What there is to see first: what is wrong, else what moves, or has moved where a lesson is about that, else how far it is. */
function headline({ counts, coordinator, ended, ledger }: SceneView, now: number, tellsMoves: boolean): Headline {
  const of = (name: string): number => counts[name] ?? 0;
  const told = (name: string): string => of(name).toLocaleString('en');
  // A few are always on their way.
  const waiting = ended || of('waiting') < 25 ? '' : ` · ${told('waiting')} wait`;
  // One clock: a scene that goes on stands where all do.
  const note = `${timeOf(ended ? of('ms') : now)} · epoch ${coordinator.epoch} · ${coordinator.phase}${of('recoveries') > 0 ? ` · generation ${coordinator.generation}` : ''}${waiting}${ended && !tellsMoves && of('moved') > 0 ? ` · ${told('moved')} moved` : ''}`;
  if (counts['money'] !== undefined) {
    if (ledger === null) return { number: 'going back', note, tone: 'plain' };
    const isConstant = ledger.rules.every(({ holds }) => holds);
    return {
      number: `${told('money')} in all${isConstant ? '' : `, of ${told('opened')}`}`,
      note: `${note} · ${told('onItsWay')} of it on the way`,
      tone: isConstant ? 'good' : 'bad',
    };
  }
  if (of('lost') > 0 || of('doubled') > 0)
    return {
      number: `${told(of('counted') === 0 ? 'met' : 'counted')} of ${told('given')}${of('lost') > 0 ? `, ${of('lost')} lost` : ''}${of('doubled') > 0 ? `, ${of('doubled')} doubled` : ''}`,
      note,
      tone: 'bad',
    };
  if ((!ended || tellsMoves) && of('moved') + of('travelling') > 0 && of('slotsMoved') > 0) {
    const isLeast =
      tellsMoves && of('slotsMoved') <= Math.floor(of('slots') / Math.max(1, of('workers'))) && of('travelling') === 0;
    return {
      number: `${of('moved')} moved${isLeast ? `: ${of('slotsMoved')} slots, the minimum` : of('travelling') > 0 ? `, ${of('travelling')} on the way` : ''}`,
      note: ended ? `${timeOf(of('ms'))} · ${told('counted')} counted` : note,
      tone: isLeast ? 'good' : 'plain',
    };
  }
  if (ended && counts['missing'] !== undefined) {
    const [missing, extra, threw] = [of('missing'), of('extra'), of('threw')];
    const faults = [
      ...(missing > 0 ? [`${missing} missing`] : []),
      ...(extra > 0 ? [`${extra} too many`] : []),
      ...(threw > 0 ? [`${threw} threw`] : []),
    ];
    // Whoever waits in a lesson of accounts waits to be counted.
    const what = counts['waiting'] === undefined ? 'effects' : 'counted';
    return {
      number: `${(of('expected') - threw - missing).toLocaleString('en')} of ${told('expected')} ${what}${faults.map((fault) => `, ${fault}`).join('')}`,
      note,
      tone: faults.length === 0 ? 'good' : missing + extra > 0 ? 'bad' : 'plain',
    };
  }
  if (counts['counted'] === 0 && of('met') > 0) return { number: `${told('met')} met`, note, tone: 'plain' };
  return {
    number: `${told('counted')} of ${told('given')}${ended ? ' counted' : ''}`,
    note,
    tone: ended && of('wrong') === 0 ? 'good' : 'plain',
  };
}
