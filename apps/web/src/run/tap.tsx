/** The tap of an edge: its last records, to be paused, filtered, followed by key, and kept as a fixture of the node they come to. */
import type { PipelineEdge, PipelineNode } from '@potoroo/shared/pipeline';
import type { TappedRecord } from '@potoroo/shared/telemetry';
import { useEffect, useMemo, useState } from 'react';
import { select } from '../designer/canvas/flow-store.ts';
import { canBeTried } from '../designer/trying/try-it.tsx';
import { captureFixture } from '../designer/trying/trying-store.ts';
import { Button } from '../ui/button.tsx';
import { announce, notify } from '../ui/notices.tsx';
import { useDeployment } from './deployment-store.ts';
import { closeTap, filterTap, followKey, openTap, pauseTap, useTap } from './tap-store.ts';
import { fixtureLines, shownOf, timeText } from './tap-view.ts';

type TapProps = { readonly edge: PipelineEdge; readonly to: PipelineNode | undefined };

const rowsShown = 60;

export function Tap({ edge, to }: TapProps) {
  const { key, isPaused, filter, records } = useTap();
  const phase = useDeployment(({ status }) => status.phase);
  useEffect(() => {
    openTap(edge.from);
    return closeTap;
  }, [edge.from]);
  const found = useMemo(() => shownOf(records, filter), [records, filter]);
  // What is pointed at or has the focus must not run away.
  const [held, hold] = useState<readonly TappedRecord[] | null>(null);
  const shown = held ?? found;
  const lines = fixtureLines(shown);
  return (
    <section className="tap" aria-label="Tap">
      <header>
        <h3 className="section-title">Tap</h3>
        {key !== null && (
          <button type="button" className="text-button" onClick={() => followKey(null)}>
            Only key <b className="mono">{key}</b>: show all
          </button>
        )}
      </header>
      <div className="tap-tools">
        <input
          className="input"
          type="search"
          aria-label="Show records that contain"
          placeholder="Filter"
          value={filter}
          onChange={(event) => filterTap(event.target.value)}
        />
        <Button aria-pressed={isPaused} onClick={() => pauseTap(!isPaused)}>
          {isPaused ? 'Go on' : 'Pause'}
        </Button>
      </div>
      {shown.length === 0 ? (
        <p className="quiet">{emptyText({ phase, hasRecords: records.length > 0, key })}</p>
      ) : (
        <ol
          className="tap-records mono"
          tabIndex={0}
          aria-label="Records, the newest first"
          onPointerEnter={() => hold((now) => now ?? found)}
          onPointerLeave={() => hold(null)}
          onFocus={() => hold((now) => now ?? found)}
          onBlur={() => hold(null)}
        >
          {shown.slice(0, rowsShown).map((record, index) => (
            // A record has no identity: its place among the newest is what it is.
            <li key={index}>
              <time>{timeText(record.atMs)}</time>
              {record.key !== '' && (
                <button
                  type="button"
                  title={`Follow key ${record.key}`}
                  aria-label={`Follow key ${record.key}`}
                  onClick={() => {
                    hold(null);
                    followKey(record.key);
                  }}
                >
                  {record.key}
                </button>
              )}
              <span title={record.text}>
                {record.text}
                {record.isCut && '…'}
              </span>
            </li>
          ))}
        </ol>
      )}
      <p className="quiet">A few records of each quarter of a second, from every worker; of one key, all of them.</p>
      <Button icon="plus" reason={obstacleOf(to, lines)} onClick={() => keep(to, lines)}>
        Copy as fixture{to === undefined ? '' : ` of ${to.name}`}
      </Button>
    </section>
  );
}

function obstacleOf(to: PipelineNode | undefined, lines: string): string | null {
  if (to === undefined || to.kind === 'source' || !canBeTried(to)) return 'This node has no code that takes records.';
  return lines === '' ? 'No whole record has been seen yet.' : null;
}

function keep(to: PipelineNode | undefined, lines: string): void {
  if (to === undefined) return;
  const fault = captureFixture(to.id, lines);
  if (fault !== null) return notify({ tone: 'bad', message: 'It was not kept.', remedy: fault });
  announce(`Kept as a fixture of ${to.name}.`);
  select({ nodes: [to.id] });
}

type Emptiness = { readonly phase: string; readonly hasRecords: boolean; readonly key: string | null };

function emptyText({ phase, hasRecords, key }: Emptiness): string {
  if (hasRecords) return 'No record contains that.';
  if (phase !== 'running') return 'Records show here while the pipeline runs.';
  return key === null ? 'No record has come by yet.' : 'No record of this key has come by yet.';
}
