/**
 * Records through flows of Node-RED, which runs in this process without its editor: a line enters at a function node, a JSON node
 * parses it, a function node holds the logic, a JSON node makes text of what comes out, and a function node sends it on. The
 * nodes of TCP are not used: they cannot say when everything that came was worked off. Its state is a `Map` of the logic's own, which
 * is faster than the context that Node-RED offers.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const behindMax = 50_000;
const laneNames = ['a', 'b'] as const;

/** As much of Node-RED as is used here; it is installed beside the suite, and not where this is checked. */
type Red = {
  readonly init: (settings: object) => void;
  readonly start: () => Promise<void>;
};
type Logic = (value: unknown) => object | null;

/** What the function nodes of a lane find in the global context. */
type Lane = {
  feed: (line: string) => void;
  ready: (feed: (line: string) => void) => void;
  logic: Logic;
  out: (text: string) => void;
  handled: number;
  results: number;
  sent: number;
};

let lanes: Promise<Lane[]> | null = null;

export async function throughNodeRed(
  source: Socket,
  linesOf: (chunk: Uint8Array) => readonly string[],
  logic: Logic,
  out: (text: string) => void,
): Promise<void> {
  lanes ??= startLanes();
  const lane = (await lanes).shift();
  if (lane === undefined) throw new Error('there are flows for two connections');
  lane.logic = logic;
  lane.out = out;
  let fed = 0;
  for await (const chunk of source) {
    for (const line of linesOf(chunk as Buffer)) {
      fed++;
      lane.feed(line);
    }
    while (fed - lane.handled > behindMax) await new Promise((resolve) => setImmediate(resolve));
  }
  while (lane.handled < fed || lane.sent < lane.results) await new Promise((resolve) => setImmediate(resolve));
}

async function startLanes(): Promise<Lane[]> {
  const userDir = mkdtempSync(join(tmpdir(), 'potoroo-bench-node-red-'));
  process.once('exit', () => rmSync(userDir, { recursive: true, force: true }));
  writeFileSync(join(userDir, 'flows.json'), JSON.stringify(laneNames.flatMap(flowOf)));
  const red: Red = createRequire(fileURLToPath(new URL('../peers/node-red/package.json', import.meta.url)))('node-red');
  const all: Record<string, Lane> = {};
  const ready = laneNames.map(
    (name) =>
      new Promise<Lane>((resolve) => {
        const lane: Lane = {
          feed: () => undefined,
          ready: (feed) => {
            lane.feed = feed;
            resolve(lane);
          },
          logic: () => null,
          out: () => undefined,
          handled: 0,
          results: 0,
          sent: 0,
        };
        all[name] = lane;
      }),
  );
  red.init({
    userDir,
    flowFile: 'flows.json',
    disableEditor: true,
    httpAdminRoot: false,
    httpNodeRoot: false,
    credentialSecret: false,
    telemetry: { enabled: false },
    logging: { console: { level: 'off', metrics: false, audit: false } },
    functionGlobalContext: all,
  });
  await red.start();
  return Promise.all(ready);
}

/** Nodes of one flow, as Node-RED keeps them. */
function flowOf(lane: (typeof laneNames)[number]): readonly object[] {
  const id = (part: string): string => `${lane}-${part}`;
  const node = (part: string, type: string, next: string | null, more: object): object => ({
    id: id(part),
    type,
    z: id('flow'),
    name: part,
    wires: next === null ? [] : [[id(next)]],
    ...more,
  });
  const code = { outputs: 1, timeout: 0, noerr: 0, finalize: '', libs: [], initialize: '' };
  const own = `const lane = global.get('${lane}');`;
  return [
    { id: id('flow'), type: 'tab', label: `lane ${lane}`, disabled: false, info: '' },
    node('in', 'function', 'parse', {
      ...code,
      func: 'return msg;',
      initialize: `${own} lane.ready((line) => node.send({ payload: line }));`,
    }),
    node('parse', 'json', 'logic', { property: 'payload', action: 'obj', pretty: false }),
    node('logic', 'function', 'text', {
      ...code,
      func: `${own}
const result = lane.logic(msg.payload);
if (result !== null) lane.results++;
lane.handled++;
if (result === null) return null;
msg.payload = result;
return msg;`,
    }),
    node('text', 'json', 'out', { property: 'payload', action: 'str', pretty: false }),
    node('out', 'function', null, {
      ...code,
      outputs: 0,
      func: `${own}
lane.out(msg.payload + '\\n');
lane.sent++;
return null;`,
    }),
  ];
}
