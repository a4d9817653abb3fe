/** The clock: play and pause, one event on or back, where in the history, how fast; and the tree of histories. */
import type { History } from '@potoroo/runtime/sim/stage';
import { Button } from '../../ui/button.tsx';
import { tell, useLearn } from '../learn-store.ts';
import { pause, seek, setSpeed, speeds, stepBy, toggle, useClock } from '../stage-clock.ts';
import { filled } from '../panel/slider-fill.ts';
import { workerName } from './stage-words.ts';

export function ClockBar() {
  const theatre = useLearn(({ view }) => view?.theatre);
  const { isPlaying, speed } = useClock();
  if (theatre === undefined) return null;
  const length = theatre.histories[theatre.history]?.length ?? 0;
  const happened = theatre.scene === null ? [] : (theatre.scenes[theatre.scene]?.happened ?? []);
  return (
    <footer className="clock" aria-label="Clock">
      {theatre.histories.length > 1 && <Histories histories={theatre.histories} shown={theatre.history} />}
      <p className="clock-happened" aria-live={isPlaying ? 'off' : 'polite'} title={happened.join('; ')}>
        {happened.join('; ') || 'Nothing has happened yet'}
      </p>
      <div className="clock-row">
        <Button
          aria-keyshortcuts="Space"
          onClick={toggle}
          reason={theatre.ended && !isPlaying ? 'The history ends here' : null}
        >
          {isPlaying ? 'Pause' : 'Play'}
        </Button>
        <Button aria-keyshortcuts="ArrowLeft" onClick={() => stepBy(-1)}>
          ◂ step
        </Button>
        <Button aria-keyshortcuts="ArrowRight" onClick={() => stepBy(1)}>
          step ▸
        </Button>
        <input
          type="range"
          className="clock-track"
          aria-label="Event"
          aria-valuetext={`event ${theatre.event} of ${length}, ${theatre.now.toFixed(1)} ms`}
          min={0}
          max={length}
          value={theatre.event}
          style={filled(theatre.event / Math.max(1, length))}
          onChange={(event) => void seek(Number(event.target.value))}
        />
        <span className="clock-place mono">
          event {theatre.event} of {length}
        </span>
        <label className="clock-speed">
          <span>{speed < 1 ? speed.toFixed(2) : speed.toFixed(1)}x</span>
          <input
            type="range"
            aria-label="Speed"
            aria-valuetext={`${speed.toFixed(2)} times`}
            min={Math.log(speeds.least)}
            max={Math.log(speeds.most)}
            step="0.1"
            value={Math.log(speed)}
            style={filled(Math.log(speed / speeds.least) / Math.log(speeds.most / speeds.least))}
            onChange={(event) => setSpeed(Math.exp(Number(event.target.value)))}
          />
        </label>
      </div>
    </footer>
  );
}

/** Histories in the order in which they began, each below the one that it left. */
function Histories({ histories, shown }: { readonly histories: readonly History[]; readonly shown: number }) {
  return (
    <ol className="histories" aria-label="Histories">
      {histories.map((history) => (
        <li key={history.id}>
          <button
            type="button"
            aria-pressed={history.id === shown}
            title={`${history.length} events`}
            onClick={() => {
              pause();
              void tell({ type: 'choose', history: history.id });
            }}
          >
            {history.parent !== null && (
              <small>
                from {history.parent + 1}, event {history.forkedAt}:{' '}
              </small>
            )}
            {history.id + 1} {titleOf(history, histories)}
          </button>
        </li>
      ))}
    </ol>
  );
}

function titleOf({ deeds, parent }: History, histories: readonly History[]): string {
  if (parent === null) return 'as it would go';
  const known = histories[parent]?.deeds.length ?? 0;
  const fresh = deeds.slice(Math.min(known, deeds.length - 1));
  const [first] = fresh;
  if (first === undefined) return '';
  const { act } = first;
  switch (act.type) {
    case 'add':
      return 'a worker is added';
    case 'drain':
      return `${workerName(act.worker)} is told to leave`;
    case 'kill':
      return `${workerName(act.worker)} is killed`;
    case 'kill-coordinator':
      return 'the coordinator is killed';
    case 'drop':
      return 'a message is lost';
    case 'duplicate':
      return 'a message is doubled';
    case 'say':
      return 'a record is sent';
  }
}
