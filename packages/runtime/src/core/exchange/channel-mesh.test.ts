// Members come and go between two barriers, and slots travel over the same links as records. A frame that is read by the wrong
// task, credit that a member took with it, or a slot that comes back in another order of its parts stops or spoils a run.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainText } from '../../api/index.ts';
import { countLines } from '../../testing/sample-topologies.ts';
import { productLimits } from '../data-plane-limits.ts';
import type { SlotState } from '../stages/task-host.ts';
import type { ChannelFrame } from './channel-in.ts';
import { ChannelMesh } from './channel-mesh.ts';
import { creditFrame, frameType, readStateFrame, stateFrames } from './frames.ts';

const window = { ...productLimits, creditWindowBytes: 256, creditWindowBytesMin: 256, linkFrameBytes: 64 };
const state = (section: Uint8Array, slot = 3): SlotState => ({
  stage: 1,
  slot,
  epoch: 9,
  full: false,
  deltas: 5,
  section,
});

/** Meshes by worker, whose frames are delivered at once. */
function meshesOf(members: readonly number[]) {
  const meshes = new Map<number, ChannelMesh>();
  const arrived: SlotState[] = [];
  const frames: string[] = [];
  const make = (self: number, known: readonly number[]): ChannelMesh => {
    const mesh = new ChannelMesh({
      topology: countLines,
      generation: 1,
      self,
      members: known,
      text: plainText,
      limits: window,
      send: (to, bytes) => meshes.get(to)?.receive(self, bytes.slice()),
      creditChanged: () => undefined,
      now: () => 0,
      arrived: (one) => void arrived.push(one),
    });
    meshes.set(self, mesh);
    mesh.open<never>(1, (channel, frame: ChannelFrame) => void frames.push(`${channel.from}>${self} ${frame.type}`));
    return mesh;
  };
  for (const member of members) make(member, members);
  return { meshes, make, arrived, frames };
}
function meshOf(meshes: ReadonlyMap<number, ChannelMesh>, worker: number): ChannelMesh {
  const mesh = meshes.get(worker);
  if (mesh === undefined) throw new Error(`there is no worker ${worker}`);
  return mesh;
}

describe('the content of a slot on a link', () => {
  it('comes back whole from as many frames as it takes', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.integer({ min: 1, max: 70 }),
        fc.boolean(),
        (section, part, full) => {
          const frames = stateFrames({ ...state(section), full }, part);
          expect(frames).toHaveLength(Math.max(1, Math.ceil(section.length / part)));
          const parts = frames.map((bytes) => readStateFrame(bytes, new DataView(bytes.buffer), 0, bytes.length));
          expect(parts.map(({ more }) => more)).toEqual(parts.map((_, index) => index < parts.length - 1));
          for (const one of parts) expect(one.part).toMatchObject({ stage: 1, slot: 3, epoch: 9, deltas: 5, full });
          expect(parts.flatMap((one) => Array.from(one.part.section))).toEqual(Array.from(section));
          frames.forEach((bytes) => bytes.fill(0xff));
          expect(
            parts.flatMap((one) => Array.from(one.part.section)),
            'it is copied',
          ).toEqual(Array.from(section));
        },
      ),
    );
  });

  it('arrives once, with all of its parts, also where two members hand over at the same time', () => {
    const { meshes, arrived } = meshesOf([0, 1, 2]);
    const large = Uint8Array.from({ length: 5_007 }, (_, index) => index % 251);
    const to = meshOf(meshes, 2);
    const [mine, other] = [stateFrames(state(large, 3), 1_000), stateFrames(state(large.slice(1), 4), 1_000)];
    for (let index = 0; index < Math.max(mine.length, other.length); index++) {
      const [left, right] = [mine[index], other[index]];
      if (left !== undefined) to.receive(0, left);
      if (right !== undefined) to.receive(1, right);
    }
    meshOf(meshes, 0).handOver(2, state(large, 5));
    expect(arrived.map(({ slot }) => slot).toSorted((a, b) => a - b)).toEqual([3, 4, 5]);
    for (const { slot, section } of arrived) expect(section).toEqual(slot === 4 ? large.slice(1) : large);
  });
});

describe('a mesh whose members change', () => {
  it('has channels to and from a member that joins, in the lists that tasks and outlets hold', () => {
    const { meshes, make, frames } = meshesOf([0, 1]);
    const list = meshOf(meshes, 0).leaving(0);
    make(2, [0, 1, 2]);
    for (const worker of [0, 1]) meshOf(meshes, worker).join(2);
    expect(meshOf(meshes, 0).leaving(0)).toBe(list);
    list[2]?.send('k', -1, 1, 0);
    meshOf(meshes, 0).flush();
    meshOf(meshes, 2).barrier(0, 1);
    expect(frames).toEqual(['0>2 data', '2>0 barrier', '2>1 barrier']);
    expect(() => meshOf(meshes, 0).join(2)).toThrow('worker 2 joined twice');
  });

  it('forgets a member that leaves, with the credit that it kept', () => {
    const { meshes } = meshesOf([0, 1, 2]);
    const mesh = meshOf(meshes, 0);
    const out = mesh.leaving(0)[2];
    for (let index = 0; index < 20; index++) out?.send(`key ${index}`, -1, 'text that fills the window', 0);
    expect(mesh.exhausted(0)).toBe(true);
    mesh.leave(2);
    expect([mesh.exhausted(0), mesh.leaving(0)[2], mesh.leaving(0)[1] === null]).toEqual([false, null, false]);
    expect(() => mesh.receive(2, creditFrame(0, { bytes: 5, window: 5 }))).toThrow('not in the view');
    mesh.grant(0, 2, { bytes: 5, window: 5 });
    expect(() => mesh.leave(2)).toThrow('was no member');
  });

  it('gives a task no channel of a member that has left', () => {
    const { meshes } = meshesOf([0, 1, 2]);
    const mesh = meshOf(meshes, 0);
    const channels = mesh.open(2, () => undefined);
    expect(channels.map(({ from }) => from)).toEqual([1, 2]);
    mesh.leave(1);
    expect(channels.map(({ from }) => from)).toEqual([2]);
    mesh.join(4);
    expect(channels.map(({ from }) => from)).toEqual([2, 4]);
  });

  it('has another number for each kind of frame', () => {
    const numbers = Object.values(frameType);
    expect(new Set(numbers).size).toBe(numbers.length);
  });
});
