/** Asks how a run is to be disturbed: whom, how much and for how long. Nothing is lost by any of it, which is said. */
import type { Action } from '@potoroo/shared/control';
import type { PipelineNode } from '@potoroo/shared/pipeline';
import { type FormEvent, useState } from 'react';
import { create } from 'zustand';
import { useDocument } from '../designer/document/document-store.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { ChoiceField } from '../ui/field.tsx';
import { actionObstacle, ask } from './actions.ts';
import { useDeployment } from './deployment-store.ts';
import { useLive } from './live-parts.tsx';

export type Kind = 'slow' | 'cut' | 'burst' | 'skew';
type Disturb = { readonly kind: Kind; readonly worker: string | null };

/** Null: nobody has asked. */
const useDisturb = create<{ readonly form: Disturb | null }>(() => ({ form: null }));
export const disturb = (kind: Kind, worker: string | null = null): void =>
  useDisturb.setState({ form: { kind, worker } });
const close = (): void => useDisturb.setState({ form: null });

export const kindTitles: Readonly<Record<Kind, string>> = {
  slow: 'Slow a worker',
  cut: 'Cut a link',
  burst: 'Let a source burst',
  skew: 'Skew the keys',
};
const meanings: Readonly<Record<Kind, string>> = {
  slow: 'The worker takes so many times as long for everything, as on a slower machine. What is sent to it waits, and in the end the sources do.',
  cut: 'Neither of the two hears the other, as when a cable is pulled. What was sent waits on the way; no checkpoint completes before both hear again.',
  burst: 'The source gives so many times the rate that it was told.',
  skew: 'A share of the records of a generator becomes one record, again and again: one key, one state object, one worker.',
};
const safety = 'It ends by itself. Nothing is lost, doubled or reordered by it.';

const factors = ['2', '5', '10', '50'].map((value) => ({ value, label: `${value} times` }));
const shares = ['0.5', '0.8', '0.95'].map((value) => ({ value, label: `${Number(value) * 100} % of the records` }));
const seconds = ['5', '10', '30', '60'].map((value) => ({ value, label: `${value} s` }));

export function DisturbDialog() {
  const form = useDisturb((state) => state.form);
  return form === null ? null : <Form key={form.kind} {...form} />;
}

function Form({ kind, worker: first }: Disturb) {
  const names = useLive(({ span }) => span?.newest.workers.map(({ name }) => name).join(' ') ?? '')
    .split(' ')
    .filter((name) => name !== '');
  const nodes = useDocument(({ pipeline }) => pipeline?.nodes ?? none);
  const sources = nodes.filter((node) => canBe(kind, node));
  const [worker, chooseWorker] = useState(first ?? names[0] ?? '');
  const others = names.filter((name) => name !== worker);
  const [peer, choosePeer] = useState('');
  const [source, chooseSource] = useState('');
  const [factor, chooseFactor] = useState('5');
  const [share, chooseShare] = useState('0.8');
  const [time, chooseTime] = useState('10');
  useDeployment();
  const other = others.includes(peer) ? peer : (others[0] ?? '');
  const from = sources.some(({ id }) => id === source) ? source : (sources[0]?.id ?? '');
  const obstacle = actionObstacle() ?? obstacleOf({ kind, worker, other, from });
  const start = (event: FormEvent) => {
    event.preventDefault();
    if (obstacle !== null) return;
    close();
    void ask(actionOf({ kind, worker, peer: other, source: from, factor, share, forMs: Number(time) * 1_000 }));
  };
  return (
    <Dialog title={kindTitles[kind]} description={meanings[kind]} onClose={close}>
      <form onSubmit={start}>
        <div className="dialog-body disturb-form">
          {(kind === 'slow' || kind === 'cut') && (
            <ChoiceField label="Worker" value={worker} choices={namesAsChoices(names)} onChange={chooseWorker} />
          )}
          {kind === 'cut' && others.length > 0 && (
            <ChoiceField label="Cut off from" value={other} choices={namesAsChoices(others)} onChange={choosePeer} />
          )}
          {(kind === 'burst' || kind === 'skew') && sources.length > 0 && (
            <ChoiceField
              label="Source"
              value={from}
              choices={sources.map(({ id, name }) => ({ value: String(id), label: name }))}
              onChange={chooseSource}
            />
          )}
          {kind === 'slow' && <ChoiceField label="As slow" value={factor} choices={factors} onChange={chooseFactor} />}
          {kind === 'burst' && <ChoiceField label="As fast" value={factor} choices={factors} onChange={chooseFactor} />}
          {kind === 'skew' && <ChoiceField label="One key has" value={share} choices={shares} onChange={chooseShare} />}
          <ChoiceField label="For" value={time} choices={seconds} onChange={chooseTime} />
          <p className={obstacle === null ? 'quiet' : 'status-bad'}>{obstacle ?? safety}</p>
        </div>
        <div className="dialog-actions">
          <Button look="quiet" onClick={close}>
            Leave it
          </Button>
          <Button look="primary" type="submit" reason={obstacle}>
            Start
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

const none: readonly PipelineNode[] = [];
const namesAsChoices = (names: readonly string[]) => names.map((name) => ({ value: name, label: name }));

/** A source without a rate goes as fast as it can already, and only a generator can repeat a record. */
function canBe(kind: Kind, node: PipelineNode): boolean {
  if (node.kind !== 'source') return false;
  const { connector } = node;
  return kind === 'skew' ? connector.type === 'generator' : connector.type !== 'tcp' && connector.rate !== null;
}

type Chosen = { readonly kind: Kind; readonly worker: string; readonly other: string; readonly from: string };

function obstacleOf({ kind, worker, other, from }: Chosen): string | null {
  switch (kind) {
    case 'slow':
      return worker === '' ? 'There is no worker yet.' : null;
    case 'cut':
      return other === '' ? 'A link needs two workers: add one first.' : null;
    case 'burst':
      return from === '' ? 'No source has a rate: a file or a generator with one can go faster.' : null;
    case 'skew':
      return from === ''
        ? 'No source is a generator: what a file or a connection brings has the keys that it has.'
        : null;
  }
}

type Wish = {
  readonly kind: Kind;
  readonly worker: string;
  readonly peer: string;
  readonly source: string;
  readonly factor: string;
  readonly share: string;
  readonly forMs: number;
};

function actionOf({ kind, worker, peer, source, factor, share, forMs }: Wish): Action {
  switch (kind) {
    case 'slow':
      return { type: kind, worker, factor: Number(factor), forMs };
    case 'cut':
      return { type: kind, worker, peer, forMs };
    case 'burst':
      return { type: kind, source, factor: Number(factor), forMs };
    case 'skew':
      return { type: kind, source, share: Number(share), forMs };
  }
}
