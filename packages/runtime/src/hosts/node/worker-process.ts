/**
 * The process of one worker. Opens links, sources and sinks; gives up every permission of Node's permission model; only
 * then loads user code; then it is a loop around the worker core. It is ended by its supervisor, and ends by itself when
 * its supervisor or its coordinator does.
 */
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { clearInterval, setInterval } from 'node:timers';
import type { SourceStage, Topology } from '@potoroo/shared/topology';
import { limits } from '@potoroo/shared/limits';
import type { WorkerAssignment } from '../../core/index.ts';
import { Worker } from '../../core/index.ts';
import { programBuilder, strayFailureText } from '../../operators/index.ts';
import type { FromWorker, ToWorker, ToWorkerProcess } from './control-messages.ts';
import type { MessageSocket } from './message-socket.ts';
import { sayHello } from './greeting.ts';
import { messageSocket } from './message-socket.ts';
import { nativeText } from './native-text.ts';
import type { LinkListener } from './peer-links.ts';
import { dialPeer, listenForPeers, peerLinks } from './peer-links.ts';
import { lockDown } from './permissions.ts';
import type { SinkDevice } from './sink-devices.ts';
import { openSink } from './sink-devices.ts';
import type { SourceDevice } from './source-devices.ts';
import { openSource } from './source-devices.ts';
import { TelemetrySampler } from './telemetry-sampler.ts';
import { WorkerLoop } from './worker-loop.ts';

const exitCodes = { fault: 70, orphaned: 71 } as const;
const exit = process.exit.bind(process);

process.once('message', (begin: ToWorkerProcess) => {
  void run(begin);
});
process.on('disconnect', () => exit(exitCodes.orphaned));
// A signal to the whole process group is the supervisor's to answer.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

async function run(begin: ToWorkerProcess): Promise<void> {
  const listener = await listenForPeers(begin.token);
  const control = controlLink(begin, listener.port, (assign) => {
    serve(begin, assign, listener, control).catch((error: unknown) => control.fault(messageOf(error)));
  });
  process.on('uncaughtException', (error) => control.fault(strayFailureText(error, begin.topology)));
  process.on('unhandledRejection', (error) => control.fault(strayFailureText(error, begin.topology)));
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

type Assign = Extract<ToWorker, { type: 'assign' }>;
type Control = {
  readonly link: MessageSocket<FromWorker>;
  readonly fault: (message: string) => void;
  handle: (message: Exclude<ToWorker, Assign>) => void;
};

/** The link to the coordinator. Its loss ends the process: a worker without a coordinator releases nothing. */
function controlLink(begin: ToWorkerProcess, port: number, onAssign: (assign: Assign) => void): Control {
  const socket = connect({ port: begin.coordinatorPort, host: '127.0.0.1', noDelay: true });
  sayHello(socket, begin.token, begin.worker);
  const link = messageSocket<ToWorker, FromWorker>(socket, (message) => {
    if (message.type === 'assign') onAssign(message);
    else control.handle(message);
  });
  socket.on('close', () => exit(exitCodes.orphaned));
  socket.on('error', () => exit(exitCodes.orphaned));
  link.send({ type: 'hello', pid: process.pid, port });
  const heartbeat = setInterval(() => link.send({ type: 'alive' }), limits.heartbeatIntervalMs);
  const control: Control = {
    link,
    handle: () => undefined,
    fault: (message) => {
      clearInterval(heartbeat);
      link.send({ type: 'fault', message });
      socket.end(() => exit(exitCodes.fault));
    },
  };
  return control;
}

async function serve(begin: ToWorkerProcess, assign: Assign, listener: LinkListener, control: Control): Promise<void> {
  const { topology, worker: self, workers } = begin;
  const sockets = new Map(await linkUp(begin, assign, listener));
  const assignment: WorkerAssignment = { generation: assign.generation, self, workers, placement: assign.placement };
  const loop = new WorkerLoop();
  const devices = await openDevices(begin, assignment, loop, control.fault);
  lockDown();
  const worker = new Worker({ topology, assignment, program: programBuilder(topology, nativeText), text: nativeText });
  const sampler = new TelemetrySampler(worker, topology, `w${self + 1}`);
  const links = peerLinks(sockets, {
    onBytes: (from, bytes) => loop.deliver({ type: 'link-bytes', from, bytes }),
    onLost: (peer, why) => control.link.send({ type: 'link-lost', peer, why }),
  });
  loop.begin({
    worker,
    links,
    sources: devices.sources,
    sinks: devices.sinks,
    report: (report) => control.link.send({ type: 'report', report }),
  });
  const sampling = setInterval(
    () => control.link.send({ type: 'sample', sample: sampler.take() }),
    limits.telemetryIntervalMs,
  );
  control.handle = (message) => {
    if (message.type !== 'retire') return loop.control(message);
    clearInterval(sampling);
    retire(devices, sampler, control).catch((error: unknown) => control.fault(messageOf(error)));
  };
  control.link.send({ type: 'ready', listening: devices.listening });
}

/** A link to every other worker: this one dials those before it, and waits for those behind it. */
async function linkUp(
  { worker: self, workers, token }: ToWorkerProcess,
  { ports }: Assign,
  listener: LinkListener,
): Promise<ReadonlyMap<number, Socket>> {
  const dialled = await Promise.all(
    ports.slice(0, self).map(async (port, peer) => [peer, await dialPeer(port, self, token)] as const),
  );
  const accepted = await listener.accepted(workers - 1 - self);
  listener.close();
  return new Map([...dialled, ...accepted]);
}

type Devices = {
  readonly sources: ReadonlyMap<number, SourceDevice>;
  readonly sinks: ReadonlyMap<number, SinkDevice>;
  readonly listening: Readonly<Record<string, string>>;
};

async function openDevices(
  begin: ToWorkerProcess,
  assignment: WorkerAssignment,
  loop: WorkerLoop,
  fault: (message: string) => void,
): Promise<Devices> {
  const sources = new Map<number, SourceDevice>();
  const sinks = new Map<number, SinkDevice>();
  const listening: Record<string, string> = {};
  for (const stage of ownedStages(begin.topology, assignment)) {
    if (stage.kind === 'source') {
      const device = await openSource({
        stage,
        deliver: (event) => loop.deliver(event),
        fault,
        lingerMs: begin.lingerMs,
      });
      if (device === null) continue;
      sources.set(stage.id, device);
      if (device.address !== null) listening[stage.node] = device.address;
    }
    if (stage.kind === 'sink')
      sinks.set(stage.id, await openSink({ stage, fault, otherFiles: otherFilesOf(begin.topology, stage) }));
  }
  return { sources, sinks, listening };
}

function otherFilesOf(topology: Topology, own: Topology['stages'][number]): readonly string[] {
  return topology.stages.flatMap((stage) =>
    stage !== own && stage.kind !== 'keyed' && stage.connector.type === 'file' ? [stage.connector.path] : [],
  );
}

const ownedStages = (
  topology: Topology,
  { placement, self }: WorkerAssignment,
): readonly Topology['stages'][number][] =>
  topology.stages.filter(
    (stage) => placement[stage.id]?.[0] === self && (stage.kind === 'sink' || isByteSource(stage)),
  );

const isByteSource = (stage: Topology['stages'][number]): stage is SourceStage =>
  stage.kind === 'source' && stage.connector.type !== 'generator';

/** After its last word the worker only waits for its end, so that no link closes under a worker that still has work. */
async function retire(devices: Devices, sampler: TelemetrySampler, control: Control): Promise<void> {
  await Promise.all(Array.from(devices.sinks.values(), (sink) => sink.close()));
  control.link.send({ type: 'final', sample: sampler.take() });
}
