/**
 * The process of one worker. Opens files and listeners; gives up every permission of Node's permission model; only then
 * loads user code; then it is a loop around a worker core, a new one for each generation. Its links to others are made by
 * its supervisor and handed to it. It is ended by its supervisor, and ends by itself when its supervisor does.
 */
import type { Socket } from 'node:net';
import { clearTimeout, setInterval, setTimeout } from 'node:timers';
import { assert, unreachable } from '@potoroo/shared/assert';
import { limits } from '@potoroo/shared/limits';
import { Worker } from '../../core/index.ts';
import { objectText, programBuilder, strayFailureText } from '../../operators/index.ts';
import type {
  ControlEvent,
  Equipment,
  FromWorker,
  FromWorkerProcess,
  Joins,
  ToWorker,
  ToWorkerProcess,
} from './control-messages.ts';
import { Dials } from './dials.ts';
import { Handicap } from './handicap.ts';
import { JournalLink } from './journal/journaled-source.ts';
import { listSlots } from './listed-slots.ts';
import type { MessageSocket } from './message-socket.ts';
import { messageSocket } from './message-socket.ts';
import { moment } from './moments.ts';
import { monotonicNow } from './monotonic-now.ts';
import { nativeText } from './native-text.ts';
import type { LinkEvents } from './peer-links.ts';
import { PeerLinks } from './peer-links.ts';
import { goOn } from './stopped-process.ts';
import { TelemetrySampler } from './telemetry-sampler.ts';
import { openRunProfiler } from './run-profiler.ts';
import { Waits } from './waits.ts';
import type { Devices } from './worker-devices.ts';
import { closeSinks, connectSinks, openDevices, ownsIn } from './worker-devices.ts';
import { WorkerLoop } from './worker-loop.ts';

const exitCodes = { fault: 70, orphaned: 71 } as const;
const exit = process.exit.bind(process);
const send = process.send?.bind(process);
const tellSupervisor = (message: FromWorkerProcess): void => void send?.(message);
const { pid } = process;
/** The coordinator's. */
let coordinator = 0;
/** How long a worker waits for another coordinator once it has lost the one it had. */
const orphanPatienceMs = 10_000;

type First = Extract<ToWorkerProcess, { type: 'begin' | 'prepare' }>;
type Assign = Extract<ToWorker, { type: 'assign' }>;
/** One generation at this worker: what it was assigned, and, once it is ready, its core in its loop. */
type Generation = {
  readonly assign: Assign;
  readonly links: PeerLinks;
  readonly waiting: ControlEvent[];
  running: { readonly loop: WorkerLoop; readonly sampler: TelemetrySampler } | null;
};

class WorkerHost {
  readonly #equipment: Equipment;
  /** Of one that opens everything before it has a place in the run: a spare, or who is to join. */
  readonly #run: Joins;
  /** Null of a spare that has no seat yet. */
  #self: number | null = null;
  readonly #journal = new JournalLink();
  #control: MessageSocket<FromWorker> | null = null;
  #orphaned: NodeJS.Timeout | undefined;
  #devices: Promise<Devices> | null = null;
  #generation: Generation | null = null;
  /** Links that came before the generation they belong to. */
  readonly #early = new Map<number, PeerLinks>();
  readonly #dials = new Dials(tellSupervisor);
  #faulty = false;
  readonly #waits = new Waits();
  readonly #handicap = new Handicap();
  readonly #profiler = openRunProfiler();

  constructor(first: First) {
    this.#equipment = first;
    this.#run = first.type === 'begin' ? first.joins : first.run;
    if (first.type === 'begin') this.#seated(first.worker);
    else void this.#prepare(first.run).catch(() => exit(exitCodes.fault));
    setInterval(() => {
      if (!this.#faulty) this.#say({ type: 'alive' });
      this.#handicap.breathed();
    }, limits.heartbeatIntervalMs);
    setInterval(() => this.#sample(), first.telemetryIntervalMs);
  }

  heard(message: Exclude<ToWorkerProcess, First>, socket: Socket | null): void {
    switch (message.type) {
      case 'seat':
        this.#seated(message.worker);
        return tellSupervisor({ type: 'seated' });
      case 'control':
        coordinator = message.coordinator;
        if (socket !== null) this.#controlled(socket);
        return;
      case 'journal':
        if (socket !== null) this.#journal.attach(socket);
        return;
      case 'peer':
        if (socket !== null) this.#linksOf(message.generation)?.add(message.worker, socket);
        return;
      case 'dialled':
        return this.#dials.answered(message, socket);
      case 'profile':
        return this.#profiler.take(message.ms, (profile) =>
          tellSupervisor({ type: 'profiled', id: message.id, profile }),
        );
      case 'disturb':
        this.#handicap.take(message.disturbances);
        this.#generation?.running?.loop.disturbed();
        return;
      default:
        unreachable(message);
    }
  }

  #seated(worker: number): void {
    this.#self = worker;
    this.#handicap.seated(worker);
  }

  /** The run cannot go on as it is: the coordinator is told why, and this process ends. */
  fault(message: string): void {
    if (this.#faulty) return;
    this.#faulty = true;
    const control = this.#control;
    if (control === null) exit(exitCodes.fault);
    this.#say({ type: 'fault', message });
    control?.socket.end(() => exit(exitCodes.fault));
  }

  /** What nobody caught: user code that runs later than its record, mostly. */
  stray(error: unknown): void {
    this.fault(strayFailureText(error, this.#equipment.topology));
  }

  /** The link to the coordinator. A worker without one releases nothing; it waits a while for another. */
  #controlled(socket: Socket): void {
    clearTimeout(this.#orphaned);
    socket.setNoDelay();
    const link = messageSocket<ToWorker, FromWorker>(socket, (message) => {
      if (this.#control === link) this.#told(message);
    });
    this.#control = link;
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      if (this.#control !== link) return;
      this.#control = null;
      this.#orphaned = setTimeout(() => exit(exitCodes.orphaned), orphanPatienceMs);
    });
    if (this.#run === null) this.#say({ type: 'hello', pid });
    else void this.#join(link, this.#run);
  }

  /** The run goes on without one that cannot open what it may need: it says so instead, and takes part in nothing. */
  async #join(link: MessageSocket<FromWorker>, run: number): Promise<void> {
    const word = await this.#openAhead(run).then(
      (): FromWorker => ({ type: 'hello', pid }),
      (error: unknown): FromWorker => ({ type: 'cannot-join', reason: messageOf(error) }),
    );
    if (this.#control === link) this.#say(word);
  }

  #say(message: FromWorker): void {
    moment('says', message.type === 'report' ? message.report.type : message.type);
    this.#control?.send(message);
  }

  #told(message: ToWorker): void {
    moment('told', message.type === 'event' ? message.event.type : message.type);
    switch (message.type) {
      case 'halt':
        return this.#halt();
      case 'assign':
        this.#halt();
        for (const [generation, links] of this.#early) {
          if (generation >= message.generation) continue;
          links.close();
          this.#early.delete(generation);
        }
        this.#generation = {
          assign: message,
          links: this.#linksOf(message.generation) ?? new PeerLinks(message.generation),
          waiting: [],
          running: null,
        };
        return;
      case 'assigned':
        this.#current(message.generation, (own) => {
          this.#serve(own).catch((error: unknown) => this.fault(messageOf(error)));
        });
        return;
      case 'event':
        this.#current(message.generation, (own) => this.#event(own, message.event));
        return;
      case 'peer-joined':
        this.#current(message.generation, (own) => this.#peerJoined(own, message.worker));
        return;
      case 'watch':
        this.#generation?.running?.loop.watch(message.request);
        return;
      case 'warmed?':
        this.#current(message.generation, () => this.#say({ type: 'warmed', generation: message.generation }));
        return;
      case 'look':
        this.#current(message.generation, (own) => this.#look(own, message));
        return;
      case 'list':
        this.#current(message.generation, (own) => this.#list(own, message));
        return;
      case 'retire':
        return void this.#retire();
      default:
        unreachable(message);
    }
  }

  #current(generation: number, act: (own: Generation) => void): void {
    const own = this.#generation;
    if (own !== null && own.assign.generation === generation) act(own);
  }

  #linksOf(generation: number): PeerLinks | null {
    const own = this.#generation;
    if (own?.assign.generation === generation) return own.links;
    if (own !== null && generation < own.assign.generation) return null;
    const early = this.#early.get(generation) ?? new PeerLinks(generation);
    this.#early.set(generation, early);
    return early;
  }

  /** The generation is over: its core, its links and what its devices are doing are dropped. */
  #halt(): void {
    const own = this.#generation;
    if (own === null) return;
    this.#generation = null;
    own.running?.loop.end();
    own.links.close();
    void this.#devices?.then(({ sources }) => {
      for (const source of sources.values()) source.close();
    });
  }

  async #serve(own: Generation): Promise<void> {
    const { assign, links } = own;
    const { generation, members, placement, solos, epoch, keeps, safe, quarantine, guarded } = assign;
    this.#early.delete(generation);
    const { topology } = this.#equipment;
    const self = this.#worker;
    const others = members.filter((member) => member !== self);
    const devices = await (this.#devices ??= this.#openDevices(assign.run, ownsIn(placement, self)));
    const connected = connectSinks(devices, ownsIn(placement, self), () => this.#generation !== own);
    await Promise.all([connected, ...others.map((other) => links.to(other))]);
    if (this.#generation !== own) return;
    const worker = new Worker({
      topology,
      program: programBuilder(topology, nativeText),
      text: nativeText,
      assignment: { generation, self, members, placement, solos, epoch, keeps, safe, quarantine, guarded },
      mark: (mark) => devices.mark?.(generation, mark),
      stopwatch: monotonicNow,
    });
    const loop = new WorkerLoop({
      worker,
      ...assign,
      links,
      ...devices,
      handicap: this.#handicap,
      report: (report) => {
        // A checkpoint that covers a record takes along what is to be said of it: the record is not met again.
        if (report.type === 'acked' && worker.counts.hasFailures) this.#sample();
        this.#say({ type: 'report', generation, report });
      },
      store: ({ section, ...stored }) => {
        moment('says', 'store');
        this.#control?.send({ type: 'store', generation, stored }, section);
      },
    });
    own.running = {
      loop,
      sampler: new TelemetrySampler(worker, topology, {
        name: `w${self + 1}`,
        waits: this.#waits,
        handicap: this.#handicap,
      }),
    };
    for (const event of own.waiting.splice(0)) loop.deliver(event);
    loop.disturbed();
    for (const other of others) links.hear(other, this.#linkEvents(own));
    this.#say({ type: 'ready', generation, listening: devices.listening, lacks: devices.lacks });
  }

  #event(own: Generation, event: ControlEvent): void {
    if (event.type === 'peer-left') own.links.drop(event.worker);
    if (own.running === null) own.waiting.push(event);
    else own.running.loop.deliver(event);
  }

  #peerJoined(own: Generation, peer: number): void {
    const { generation } = own.assign;
    void own.links.to(peer).then(() => {
      if (this.#generation !== own) return;
      own.running?.loop.deliver({ type: 'peer-joined', worker: peer });
      own.links.hear(peer, this.#linkEvents(own));
      this.#say({ type: 'linked', generation, peer });
    });
  }

  #linkEvents(own: Generation): LinkEvents {
    const { generation } = own.assign;
    return {
      onBytes: (from, bytes) => own.running?.loop.deliver({ type: 'link-bytes', from, bytes }),
      onLost: (peer, why) => this.#say({ type: 'link-lost', generation, peer, why }),
    };
  }

  /** All that a worker does before it has a place. */
  async #prepare(run: number): Promise<void> {
    await this.#openAhead(run);
    tellSupervisor({ type: 'prepared' });
  }

  /** What only its owner may open is nobody's yet. */
  #openAhead(run: number): Promise<Devices> {
    return (this.#devices ??= this.#openDevices(run, null));
  }

  #openDevices(run: number, owns: ((stage: number) => boolean) | null): Promise<Devices> {
    return openDevices({
      equipment: this.#equipment,
      run,
      owns: owns ?? (() => false),
      ahead: owns === null,
      deliver: (event) => this.#generation?.running?.loop.deliver(event),
      fault: (message) => this.fault(message),
      note: (note) => this.#say({ type: 'alive', note }),
      trouble: (node, what) => this.#waits.tell(node, what),
      dial: (to, once) => this.#dials.dial(to, once),
      journal: this.#journal,
    });
  }

  get #worker(): number {
    assert(this.#self !== null, 'a worker has a seat before it is told anything about a run');
    return this.#self;
  }

  #sample(type: 'sample' | 'final' = 'sample'): void {
    const own = this.#generation;
    const sample = own?.running?.sampler.take();
    if (own !== null && sample !== undefined) this.#say({ type, generation: own.assign.generation, sample });
  }

  /** Between two events of the loop: no record is half applied. */
  #look(own: Generation, { generation, id, stage, key }: Extract<ToWorker, { type: 'look' }>): void {
    const object = own.running === null ? null : own.running.loop.look(stage, key);
    const shown = object === null || object === undefined ? null : objectText(object.value);
    const { text: value, isCut } = shown ?? { text: null, isCut: false };
    this.#say({ type: 'looked', generation, id, value, isCut, absent: object === null });
  }

  #list(own: Generation, { generation, id, stage, slots, values }: Extract<ToWorker, { type: 'list' }>): void {
    const loop = own.running?.loop;
    const listed = loop === undefined ? [] : listSlots(slots, values, (slot) => loop.slot(stage, slot));
    this.#say({ type: 'listed', generation, id, slots: listed });
  }

  /** After its last word the worker only waits for its end, so that no link closes under a worker that still has work. */
  async #retire(): Promise<void> {
    const own = this.#generation;
    const broken = await closeSinks(await this.#devices);
    // A loss meanwhile leads everybody back, and the end comes again.
    if (this.#generation !== own) return;
    if (broken === null) this.#sample('final');
    else this.fault(broken);
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

let host: WorkerHost | null = null;
process.on('message', (message: ToWorkerProcess, socket: Socket | undefined) => {
  if (message.type === 'begin' || message.type === 'prepare') host = new WorkerHost(message);
  else host?.heard(message, socket ?? null);
});
// A coordinator that is stopped could not end whoever does not listen, and would stay for ever itself.
process.on('disconnect', () => {
  goOn(coordinator);
  exit(exitCodes.orphaned);
});
process.on('uncaughtException', (error) => host?.stray(error));
process.on('unhandledRejection', (error) => host?.stray(error));
// A signal to the whole process group is the supervisor's to answer.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
