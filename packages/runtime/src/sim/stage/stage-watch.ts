/**
 * What a scene remembers of its cluster: messages on their way, records met, changes of phase, and words for what happened.
 * It also is the hand on the links: under a weaker promise than the runtime's, records of a lost message are not met, and those
 * of a doubled one are met twice. The bytes themselves always arrive, because a channel's codec learns from them.
 */
import { assert } from '@potoroo/shared/assert';
import type { Topology } from '@potoroo/shared/topology';
import type { KeyedOperator, ProgramBuilder } from '../../api/index.ts';
import { plainText } from '../../api/index.ts';
import type { WorkerAssignment } from '../../core/index.ts';
import { hashText, slotOf } from '../../core/slots/hash.ts';
import { AlteredRecords } from './altered-records.ts';
import { CodeRun } from './code-run.ts';
import { LinkEnds } from './link-ends.ts';
import type { SceneSpec } from './scene-spec.ts';
import { tallied } from './tally.ts';
import type { Flight, Watcher } from '../watcher.ts';
import type { MessageView, Transition } from './scene-view.ts';
import { wordsOfArrival, wordsOfDecision, wordsOfEnd, wordsOfMeeting, workerName } from './words.ts';
import { Wiretap } from './wiretap.ts';

/** An object as its last record left it, and who had it first. */
type LastSeen = { readonly slot: number; readonly home: number; value: unknown };
type Costs = Pick<SceneSpec, 'recordMs' | 'lockMs' | 'tallies' | 'delivery'>;
type Mutable<Of> = { -readonly [Name in keyof Of]: Of[Name] };

export class StageWatch implements Watcher {
  readonly #topology: Topology;
  readonly #wiretap: Wiretap;
  readonly #costs: ReadonlyMap<number, number>;
  readonly #spent = new Map<number, number>();
  readonly altered = new AlteredRecords();
  readonly codeRun = new CodeRun();
  readonly #wrote: (bytes: Uint8Array) => void;
  /** Stage -> key -> what is known of the object. */
  readonly objects = new Map<number, Map<string, LastSeen>>();
  readonly messages = new Map<number, Mutable<MessageView>>();
  /** Worker -> records met in this generation. */
  readonly met = new Map<number, number>();
  /** Worker whose process has ended -> why. */
  readonly ends = new Map<number, string>();
  readonly outputs: string[] = [];
  readonly seen = new Map<string, Mutable<Transition & { times: number }>>();
  lastTransition: Transition | null = null;
  happened: string[] = [];
  resent = 0;
  discarded = 0;
  recoveries = 0;
  slotsMoved = 0;
  slotBytes = 0;
  sentMessages = 0;
  /** Lines that left although they had left before. */
  repeated = 0;
  /** Sink stage -> bytes that have left. */
  readonly #outputBytes = new Map<number, number>();
  readonly #tallies: boolean;
  readonly #ends = new LinkEnds();
  readonly #looksAtNumbers: boolean;
  /** Of the last roll-back. */
  #generation = 0;
  /** Why the code of a state has thrown first, where it is counted. */
  threwFirst: string | null = null;
  readonly #threw = (reason: string): void => {
    this.threwFirst ??= reason;
  };

  constructor(
    topology: Topology,
    { recordMs = 0, lockMs = recordMs, tallies = false, delivery = 'effectively-once' }: Costs,
    wrote: (bytes: Uint8Array) => void,
  ) {
    this.#topology = topology;
    this.#tallies = tallies;
    this.#looksAtNumbers = delivery !== 'at-least-once';
    this.#wiretap = new Wiretap(topology);
    this.#costs = new Map(topology.stages.map(({ id, name }) => [id, name === 'lock' ? lockMs : recordMs]));
    this.#wrote = wrote;
  }

  readonly sent = (flight: Flight): void => {
    const known = this.messages.get(flight.id);
    if (known !== undefined) {
      known.sentAt = flight.sentAt;
      known.arrivesAt = flight.arrivesAt;
      return;
    }
    const content = this.#wiretap.read(flight);
    if (flight.what === 'frames' && content.type === 'other') return;
    const { id, from, to, generation, what, sentAt, arrivesAt } = flight;
    this.messages.set(id, {
      id,
      from,
      to,
      generation,
      what: content.type === 'other' ? what : content.type,
      content,
      sentAt,
      arrivesAt,
      number: this.#ends.number(linkOf(flight)),
      fate: null,
    });
    this.sentMessages++;
    if (content.type === 'slot') {
      this.slotsMoved += this.#topology.stages[content.stage]?.kind === 'keyed' ? 1 : 0;
      this.slotBytes += content.bytes;
    }
  };

  readonly arrived = (id: number): void => {
    const message = this.messages.get(id);
    if (message === undefined) return;
    this.messages.delete(id);
    this.happened.push(wordsOfArrival(message));
    this.#receive(message);
  };

  /** Every copy of a message comes to the receiver's end: where numbers are looked at, it goes no further a second time. */
  #receive(message: MessageView): void {
    if (message.content.type === 'other') return;
    const link = linkOf(message);
    const isDoubled = message.fate === 'doubled' || message.fate === 'copy discarded';
    const isNew = this.#ends.take(link, message.number);
    assert(isNew, 'links keep their order');
    if (!isDoubled) return;
    const isKnown = !this.#ends.take(link, message.number);
    // What a stage promises less is about records: the rest is looked at everywhere.
    if (isKnown && (this.#looksAtNumbers || message.content.type !== 'records')) {
      this.discarded++;
      this.happened.push(`a copy of message ${message.number} arrives, and its number was had before: it is discarded`);
    } else {
      this.altered.alter(message, 1);
      this.happened.push(`a copy of message ${message.number} arrives, and nobody looks at its number`);
    }
  }

  readonly decided: Watcher['decided'] = (before, event, after, effects) => {
    const what = event.type === 'reported' ? event.report.type : event.type;
    if (before.phase !== after.phase)
      this.#note({ from: before.phase, event: event.type, to: after.phase, says: what });
    const back = effects.find(({ type }) => type === 'roll-back');
    if (back?.type === 'roll-back') {
      this.recoveries++;
      this.#generation = back.generation;
      this.met.clear();
    }
    const anew = effects.find(({ type }) => type === 'assign');
    if (anew?.type === 'assign') this.altered.backTo(anew.from.epoch, anew.generation);
    if (event.type === 'ticked' && effects.length === 0) return;
    this.happened.push(...wordsOfDecision(before, what, after, effects));
  };

  readonly program: Watcher['program'] = (assignment, builder): ProgramBuilder => {
    return (wiring) => {
      const seen = this.codeRun.within(builder, this.#topology);
      const program = (this.#tallies ? tallied(seen, this.#topology, this.#threw) : seen)(wiring);
      return { ...program, keyed: (stage) => this.#watched(program.keyed(stage), stage, assignment) };
    };
  };

  readonly spentMs = (worker: number): number => {
    const spent = this.#spent.get(worker) ?? 0;
    if (spent > 0) this.#spent.delete(worker);
    return spent;
  };

  readonly wrote = (stage: number, at: number, bytes: Uint8Array): void => {
    const before = this.#outputBytes.get(stage) ?? 0;
    const known = Math.min(bytes.length, Math.max(0, before - at));
    const again = bytes.subarray(0, known);
    this.repeated += plainText.decode(again, 0, again.length).split('\n').length - 1;
    const fresh = bytes.subarray(known);
    if (fresh.length === 0) return;
    this.#outputBytes.set(stage, before + fresh.length);
    const lines = plainText.decode(fresh, 0, fresh.length).split('\n').slice(0, -1);
    for (const line of lines) this.outputs.push(line);
    this.happened.push(lines.length === 1 ? 'one output leaves' : `${lines.length} outputs leave`);
    this.#wrote(fresh);
  };

  readonly started = (worker: number): void => {
    this.ends.delete(worker);
    this.happened.push(`the process of ${workerName(worker)} is up`);
  };

  readonly ended = (worker: number, reason: string): void => {
    this.ends.set(worker, reason);
    this.happened.push(wordsOfEnd(worker, reason));
  };

  /** A message is lost for good: its records will not be met. */
  lose(message: Mutable<MessageView>): void {
    message.fate = 'lost';
    this.altered.alter(message, -1);
  }

  #watched(operator: KeyedOperator, stage: number, { self, generation }: WorkerAssignment): KeyedOperator {
    const known = this.objects.get(stage) ?? new Map<string, LastSeen>();
    this.objects.set(stage, known);
    const costMs = this.#costs.get(stage) ?? 0;
    const keyed = this.#topology.stages[stage];
    const slots = keyed?.kind === 'keyed' ? keyed.slots : 1;
    return {
      initial: (key, record) => operator.initial(key, record),
      input: (input) => (key, record, state) => {
        let isWhole = true;
        const times = this.altered.timesOf({ generation, worker: self, stage, input }, { key, record });
        for (let time = 0; time < times; time++) {
          // Who has not heard yet that another generation has begun goes on for a while, for nothing.
          if (generation >= this.#generation) this.met.set(self, (this.met.get(self) ?? 0) + 1);
          this.#spent.set(self, (this.#spent.get(self) ?? 0) + costMs);
          isWhole = operator.input(input)(key, record, state);
        }
        const before = known.get(key);
        if (before !== undefined) before.value = state;
        // On a network that has lost its only record there is no such object.
        else if (times > 0) known.set(key, { slot: slotOf(hashText(key), slots), home: self, value: state });
        this.happened.push(`at ${workerName(self)} ${wordsOfMeeting(key, times)}`);
        return isWhole;
      },
    };
  }

  #note(transition: Transition): void {
    const name = `${transition.from} ${transition.event} ${transition.to}`;
    const seen = this.seen.get(name) ?? { ...transition, times: 0 };
    seen.times++;
    seen.says = transition.says;
    this.seen.set(name, seen);
    this.lastTransition = transition;
  }
}

const linkOf = ({ generation, from, to }: Pick<MessageView, 'generation' | 'from' | 'to'>): string =>
  `${generation}: ${from}>${to}`;
