/** What a thing on the stage is, where it goes and why, in words. Pure. */
import type { MessageView, ObjectView, SceneView, WorkerView } from '@potoroo/runtime/sim/stage';
import { workerIdentity } from '../../theme/worker-identity.ts';

export const workerName = (who: MessageView['from']): string =>
  who === 'coordinator' ? 'the coordinator' : `worker ${workerIdentity(who).letter}`;

export function placeText({ worker, to, home }: ObjectView): string {
  if (worker !== null) return `at ${workerName(worker)}${worker === home ? '' : `, at first at ${workerName(home)}`}`;
  return to === null ? 'in the last checkpoint, until its worker is back' : `on its way to ${workerName(to)}`;
}

const inEnglish = new Intl.Collator('en', { numeric: true });

/** As somebody looks for a key in a list: the picture keeps them where they came first. A lock stands before the accounts. */
export const byKey = (objects: readonly ObjectView[]): readonly ObjectView[] =>
  objects.toSorted(
    (one, other) =>
      Number(other.state === 'lock') - Number(one.state === 'lock') || inEnglish.compare(one.key, other.key),
  );

export function whyThere({ key, slot, worker, to }: ObjectView): string {
  const hashed = `The key “${key}” is hashed to slot ${slot}`;
  if (worker !== null) return `${hashed}, and the placement says that ${workerName(worker)} owns slot ${slot}.`;
  if (to !== null)
    return `${hashed}. Behind the last barrier slot ${slot} belongs to ${workerName(to)}: the old owner has given it up and sends what it holds. Records for it wait there.`;
  return `${hashed}. Its worker is gone; a checkpoint has what it held, and whoever owns slot ${slot} next will load it.`;
}

const control: Readonly<Record<string, string>> = {
  assign: 'says what the worker owns from now on, as of the last checkpoint: a generation begins.',
  admit: 'takes the worker in. It owns nothing yet; the next barrier will give it its share.',
  link: 'tells a member that another worker joins, so that channels between the two are opened.',
  warm: 'brings a slot as of the last checkpoint, ahead of its move, so that only what changed since has to travel later.',
  inject: 'is the word to inject the next barrier: sources cut here, and every channel carries the barrier on.',
  start: 'lets sources begin to read.',
  complete: 'says that the manifest of an epoch is durable: outputs of that epoch may leave.',
  'hold-sources': 'holds the sources, or lets them go.',
  'stop-sources': 'stops the sources.',
  'peer-left': 'says that a worker has left.',
  joined: 'says that the process is up.',
  readied: 'says that everything is loaded and linked.',
  linked: 'says that the link to a joiner stands.',
  warmed: 'says that the slots are there as of the last checkpoint.',
  acked: 'says that a task has cut at the barrier, and that everything of the cut is stored.',
  installed: 'says that a slot has arrived at its new owner, and that all records that waited for it have been met.',
  'source-ended': 'says that a source has been read to its end.',
  released: 'says that the outputs of an epoch have left.',
  outbox: 'says that an outbox is full, or has room again.',
  store: 'carries a part of the checkpoint: objects as they stood at the cut.',
};

export function messageText({ from, to, what, content }: MessageView): string {
  switch (content.type) {
    case 'records':
      return `${content.records.length === 1 ? 'A record' : `${content.records.length} records`} for ${listed(content.records.map(({ key }) => key))}. The sender has hashed the key and looked up who owns its slot: ${workerName(to)}.`;
    case 'outputs':
      return `${content.records} outputs on their way to the sink, which ${workerName(to)} serves. They wait there until the checkpoint of their epoch is durable.`;
    case 'barrier':
      return `Barrier ${content.epoch}: what was sent before it on this channel belongs to epoch ${content.epoch}, what follows to the next. ${workerName(to)} cuts when it has come on every channel.`;
    case 'slot':
      return `Slot ${content.slot} moves, ${content.full ? 'whole' : 'as far as it has changed since the last checkpoint'}: ${content.keys.length === 0 ? 'no objects' : listed(content.keys)}, ${content.bytes} bytes.`;
    case 'other':
      return `“${what}” ${control[what] ?? `goes from ${workerName(from)} to ${workerName(to)}.`}`;
  }
}

const shown = 6;
const listed = (keys: readonly string[]): string =>
  keys.length <= shown ? keys.join(', ') : `${keys.slice(0, shown).join(', ')} and ${keys.length - shown} more`;

const fates: Readonly<Record<NonNullable<MessageView['fate']>, string>> = {
  lost: 'It is lost: its records will never be met.',
  resent: 'It was lost, and is sent again. What stands behind it on its link waits.',
  doubled: 'It arrives twice, and both copies are met.',
  'copy discarded':
    'It arrives twice. The receiver looks at the number of the copy, has had it, and throws the copy away.',
};

/** What a person has done to a message; nothing where nobody has. A stage promises less for records only. */
export function fateText({ fate, content }: Pick<MessageView, 'fate' | 'content'>): string {
  if (fate === null) return '';
  if (content.type === 'records') return fates[fate];
  return `${fates[fate]} So it is with everything but records, whatever the stage promises: its promise is about records.`;
}

export function workerText({ worker, condition, objects, slots, met }: WorkerView, { coordinator }: SceneView): string {
  const has = `It owns ${slots} slots with ${objects} state objects, and has met ${met} records in generation ${coordinator.generation}.`;
  switch (condition) {
    case 'serving':
      return has;
    case 'joining':
      return `It joins: it is linked, and will be given its share by the barrier of epoch ${coordinator.epoch + (coordinator.phase === 'cutting' ? 0 : 1)}.`;
    case 'leaving':
      return `It leaves: everything that it owns moves away. ${has}`;
    case 'starting':
      return 'Its process is being started. It owns nothing that it could show yet.';
    case 'dead':
      return `${workerName(worker)} was killed. A new process takes its place, and everybody goes back to the last checkpoint.`;
    case 'gone':
      return 'It has left for good.';
  }
}
