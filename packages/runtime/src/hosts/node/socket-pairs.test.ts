// Every link of a run is one of these pairs. One whose ends are not each other's, or that a stranger got hold of, would hand
// records to the wrong worker, or to nobody who may have them.
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { SocketPairs } from './socket-pairs.ts';

/** What one end says at the other. */
async function across([one, other]: readonly [Socket, Socket], text: string): Promise<string> {
  one.write(text);
  const [heard] = (await once(other.setEncoding('utf8').resume(), 'data')) as [string];
  return heard;
}

test('both ends of each pair are each other, however many are made at once', async () => {
  const pairs = new SocketPairs();
  onTestFinished(() => pairs.close());
  const made = await Promise.all(Array.from({ length: 40 }, () => pairs.make()));
  const heard = await Promise.all(made.map((pair, index) => across(pair, `pair ${index}`)));
  expect(heard).toEqual(made.map((_, index) => `pair ${index}`));
  for (const ends of made) for (const end of ends) end.destroy();
});

test('strangers that knock meanwhile are handed to nobody, and keep no pair from being made', async () => {
  const pairs = new SocketPairs();
  onTestFinished(() => pairs.close());
  const [known] = await pairs.make();
  const strangers = Array.from({ length: 400 }, () =>
    connect(known.remotePort ?? 0, '127.0.0.1')
      .on('error', () => undefined)
      .resume(),
  );
  for (const stranger of strangers) stranger.write('let me in');
  const made = await Promise.all(Array.from({ length: 20 }, () => pairs.make()));
  const heard = await Promise.all(made.map((pair, index) => across(pair, `pair ${index}`)));
  expect(heard).toEqual(made.map((_, index) => `pair ${index}`));
  for (const socket of [known, ...strangers, ...made.flat()]) socket.destroy();
});
