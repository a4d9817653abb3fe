/** The card of what is selected on the stage: what it is, where it goes, why, and what can be done to it. */
import type { Act, SceneView } from '@potoroo/runtime/sim/stage';
import { type ReactNode, useEffect, useRef } from 'react';
import { Button, IconButton } from '../../ui/button.tsx';
import { select, type Selection, tell, useLearn } from '../learn-store.ts';
import { pause } from '../stage-clock.ts';
import { fateText, messageText, placeText, whyThere, workerName, workerText } from './stage-words.ts';

export function ThingCard() {
  const selection = useLearn((state) => state.selection);
  const scene = useLearn(({ view }) => (selection === null ? undefined : view?.theatre.scenes[selection.scene]));
  if (selection === null || scene === undefined) return null;
  return <Card selection={selection} content={contentOf(selection, scene)} />;
}

type Content = {
  readonly title: string;
  readonly body: ReactNode;
  readonly acts: readonly { readonly label: string; readonly act: Act; readonly danger?: true }[];
};

function Card({ selection, content }: { readonly selection: Selection; readonly content: Content }) {
  const element = useRef<HTMLElement>(null);
  /** Of the list, whose button the keyboard goes back to. */
  const opener = useRef<HTMLElement | null>(null);
  const close = (): void => {
    const isIn = element.current?.contains(document.activeElement) === true;
    // What was on its way when it was chosen may have arrived.
    const back = opener.current?.isConnected === false ? firstListed() : opener.current;
    if (isIn) back?.focus();
    select(null);
  };
  useEffect(() => {
    const { activeElement } = document;
    if (!(activeElement instanceof HTMLElement) || activeElement.closest('.scene-list') === null) return;
    opener.current = activeElement;
    element.current?.focus({ preventScroll: true });
  }, [selection]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape') close();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
  const perform = (act: Act): void => {
    // The button goes with what it could be pressed for.
    element.current?.focus({ preventScroll: true });
    pause();
    void tell({ type: 'meddle', scene: selection.scene, act });
  };
  return (
    <aside className="thing-card" ref={element} tabIndex={-1} aria-label={content.title} aria-live="polite">
      <header>
        <h4>{content.title}</h4>
        <IconButton icon="close" label="Close the card" onClick={close} />
      </header>
      {content.body}
      {content.acts.length > 0 && (
        <footer>
          {content.acts.map(({ label, act, danger }) => (
            <Button key={label} look={danger === true ? 'danger' : 'plain'} onClick={() => perform(act)}>
              {label}
            </Button>
          ))}
        </footer>
      )}
    </aside>
  );
}

const firstListed = (): HTMLElement | null => document.querySelector<HTMLElement>('.scene-list button');

function contentOf(selection: Selection, scene: SceneView): Content {
  switch (selection.type) {
    case 'object':
      return objectContent(selection, scene);
    case 'message':
      return messageContent(selection, scene);
    case 'worker':
      return workerContent(selection, scene);
  }
}

function objectContent({ state, key }: Extract<Selection, { type: 'object' }>, scene: SceneView): Content {
  const object = scene.objects.find((candidate) => candidate.state === state && candidate.key === key);
  if (object === undefined)
    return {
      title: `${state} ${key}`,
      body: <p>At this moment it does not exist yet: no record has met it.</p>,
      acts: [],
    };
  return {
    title: `${state} ${key}`,
    body: (
      <>
        <p className="thing-place">It is {placeText(object)}.</p>
        <pre className="mono">{JSON.stringify(object.value)}</pre>
        <p>{whyThere(object)}</p>
      </>
    ),
    acts: [],
  };
}

function messageContent({ id }: Extract<Selection, { type: 'message' }>, scene: SceneView): Content {
  const message = scene.messages.find((candidate) => candidate.id === id);
  if (message === undefined)
    return { title: `Message ${id}`, body: <p>It is not on its way at this moment.</p>, acts: [] };
  const { from, to, what, number, sentAt, arrivesAt, fate, content } = message;
  return {
    title: `${what}, from ${workerName(from)} to ${workerName(to)}`,
    body: (
      <>
        <p>{messageText(message)}</p>
        {content.type === 'records' && (
          <pre className="mono">
            {content.records
              .slice(0, 4)
              .map(({ record }) => JSON.stringify(record))
              .join('\n')}
          </pre>
        )}
        <p className="thing-place">
          Number {number} of its link. Sent at {sentAt.toFixed(1)} ms, arrives at {arrivesAt.toFixed(1)} ms.{' '}
          {fateText(message)}
        </p>
      </>
    ),
    acts:
      fate === null
        ? [
            { label: 'Lose it', act: { type: 'drop', message: id }, danger: true },
            { label: 'Double it', act: { type: 'duplicate', message: id } },
          ]
        : [],
  };
}

function workerContent({ worker }: Extract<Selection, { type: 'worker' }>, scene: SceneView): Content {
  const found = scene.workers.find((candidate) => candidate.worker === worker);
  if (found === undefined)
    return { title: workerName(worker), body: <p>It does not exist at this moment.</p>, acts: [] };
  const isUp = found.condition === 'serving' || found.condition === 'joining' || found.condition === 'leaving';
  return {
    title: `${workerName(worker)[0]?.toUpperCase()}${workerName(worker).slice(1)}, ${found.condition}`,
    body: <p>{workerText(found, scene)}</p>,
    acts: isUp
      ? [
          { label: 'Kill it', act: { type: 'kill', worker }, danger: true },
          { label: 'Let it leave', act: { type: 'drain', worker } },
          { label: 'Add a worker', act: { type: 'add' } },
        ]
      : [],
  };
}
