/** A worker that has left still talks for a moment; whoever listens to it takes the others' hanging up for their loss. */
import { expect, onTestFinished, test } from 'vitest';
import type { FromWorker, ToWorker } from './control-messages.ts';
import { messageSocket } from './message-socket.ts';
import { SocketPairs } from './socket-pairs.ts';
import { eventually } from './testing/real-run.ts';
import { WorkerSeats } from './worker-seats.ts';

test('a worker is heard while it has its seat, and not any more', async () => {
  const pairs = new SocketPairs();
  onTestFinished(() => pairs.close());
  const seats = new WorkerSeats({ deployedAt: 0, last: null, gone: [] });
  const heard: string[] = [];
  const links = await Promise.all(
    [0, 1].map(async (worker) => {
      const [own, other] = await pairs.make();
      onTestFinished(() => {
        own.destroy();
        other.destroy();
      });
      seats.take(worker, worker + 1, own, (seat, message) => heard.push(`${seat.worker} ${message.type}`));
      return messageSocket<ToWorker, FromWorker>(other, () => undefined);
    }),
  );
  for (const link of links) link.send({ type: 'alive' });
  await eventually(() => heard.length === 2, 'a word of each');
  seats.remove(0);
  // What is said first is read first, and the other's word after it shows that time has passed.
  links[0]?.send({ type: 'link-lost', generation: 1, peer: 1, why: 'closed' });
  await new Promise<void>((resolve) => links[0]?.socket.end(() => resolve()));
  links[1]?.send({ type: 'alive' });
  await eventually(() => heard.length === 3, 'another word of the one that stays');
  expect(heard.slice(2)).toEqual(['1 alive']);
});
