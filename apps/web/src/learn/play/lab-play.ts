/**
 * The guarantee laboratory: one pipeline on one stage, a guarantee that it shall keep, and faults. It looks for the smallest
 * schedule that breaks the guarantee, a few runs at a time, and puts what it finds into the tree of histories. Mutable.
 */
import type { Act, Deed, Delivery, FaultKind, HuntState, Playing, SceneSpec } from '@potoroo/runtime/sim/stage';
import { Hunt, Run, Theatre, workerName } from '@potoroo/runtime/sim/stage';
import type { GivenPipeline } from './given-pipeline.ts';
import { laboratory } from './laboratory.ts';
import type { Arrival } from './lesson-start.ts';
import type { LabView, PlayView } from './play-view.ts';

export type LabSetup = {
  /** What links promise. */
  readonly links: Delivery;
  readonly outputs: NonNullable<SceneSpec['outputs']>;
  /** What shall hold, whatever happens. */
  readonly guarantee: Delivery;
  readonly faults: readonly FaultKind[];
  readonly workers: number;
  /** How many single faults are tried, and how many pairs. */
  readonly singlesMax: number;
  readonly pairsMax: number;
  readonly seed: number;
};

/** Of each source: enough for some checkpoints, few enough for thousands of runs. */
const records = 80;

export class LabPlay {
  readonly #name: string;
  readonly #setup: LabSetup;
  readonly #spec: SceneSpec;
  readonly #theatre: Theatre;
  readonly #playing: Playing;
  #hunt: Hunt | null = null;
  #history: number | null = null;
  #schedule: LabView['schedule'] = [];

  constructor({ name, topology }: GivenPipeline, setup: LabSetup, start: Arrival & Playing = {}) {
    const { forks = [], history = 0, at = 0, pulse } = start;
    this.#playing = pulse === undefined ? {} : { pulse };
    this.#name = name;
    this.#setup = setup;
    this.#spec = {
      title: name,
      flow: 'given',
      topology,
      workers: setup.workers,
      seed: setup.seed,
      keys: 0,
      records,
      rate: 2_000,
      barrierMs: 10,
      horizonMs: 20_000,
      delivery: setup.links,
      outputs: setup.outputs,
      tallies: true,
    };
    this.#theatre = new Theatre([this.#spec], this.#playing);
    this.#theatre.adoptTree(forks, history);
    this.#theatre.seek(at);
  }

  /** Looks on for so many slices; begins where it has not begun. */
  hunt(slices: number): void {
    const { guarantee, faults, singlesMax, pairsMax } = this.#setup;
    this.#hunt ??= new Hunt({ spec: this.#spec, guarantee, faults, singlesMax, pairsMax });
    for (let slice = 0; slice < slices && this.#hunt.advance(1); slice++) this.#playing.pulse?.();
    const { found } = this.#hunt.state;
    if (found !== null && this.#history === null) this.#keep(found.deeds);
  }

  #keep(deeds: readonly Deed[]): void {
    this.#history = deeds.length === 0 ? 0 : this.#theatre.adopt(deeds);
    const trial = new Run([this.#spec], deeds, this.#playing);
    this.#schedule = deeds.map((deed) => {
      trial.to(deed.after);
      return { deed, text: deedText(deed, trial) };
    });
  }

  meddle(scene: number, act: Act): void {
    this.#theatre.perform([{ scene, act }]);
  }
  seek(event: number): void {
    this.#theatre.seek(event);
  }
  seekTime(ms: number): void {
    this.#theatre.seekTime(ms);
  }
  choose(history: number): void {
    this.#theatre.choose(history);
  }

  view(): PlayView {
    return {
      lesson: laboratory,
      step: 0,
      steps: [],
      stepCount: 0,
      isWaiting: false,
      playTo: null,
      isLost: false,
      input: '',
      written: null,
      progress: null,
      theatre: this.#theatre.view(),
      sceneIds: ['pipeline'],
      stage: { grows: this.#setup.faults.includes('add'), tellsMoves: false },
      lab: {
        pipeline: this.#name,
        isStateless: this.#isStateless,
        hunt: this.#state,
        schedule: this.#schedule,
        history: this.#history,
      },
    };
  }

  get #isStateless(): boolean {
    return this.#spec.topology?.stages.every(({ kind }) => kind !== 'keyed') === true;
  }

  get #state(): HuntState | null {
    return this.#hunt?.state ?? null;
  }
}

function deedText({ after, act }: Deed, { scenes, now }: Run): string {
  const when = `After event ${after}, at ${now.toFixed(1)} ms,`;
  switch (act.type) {
    case 'drop':
    case 'duplicate': {
      const message = scenes[0]?.watch.messages.get(act.message);
      const fate = act.type === 'drop' ? 'is lost' : 'arrives twice';
      if (message?.content.type !== 'records') return `${when} a message ${fate}.`;
      const number = message.content.records.length;
      const ends = [message.from, message.to].map((end) =>
        end === 'coordinator' ? 'the coordinator' : workerName(end),
      );
      return `${when} a message with ${number} record${number === 1 ? '' : 's'} from ${ends.join(' to ')} ${fate}.`;
    }
    case 'kill':
      return `${when} ${workerName(act.worker)} is killed.`;
    case 'kill-coordinator':
      return `${when} the coordinator is killed.`;
    case 'add':
      return `${when} a worker is added.`;
    case 'drain':
      return `${when} ${workerName(act.worker)} is told to leave.`;
    case 'say':
      return `${when} a record is sent.`;
  }
}
