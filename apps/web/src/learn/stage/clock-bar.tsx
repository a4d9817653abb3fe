/** The clock: play and pause, one event on or back, where in the history, how fast; and the tree of histories. */
import { Button } from '../../ui/button.tsx';
import { useLearn } from '../learn-store.ts';
import { seek, setSpeed, speeds, stepBy, toggle, useClock } from '../stage-clock.ts';
import { filled } from '../panel/slider-fill.ts';
import { HistoryTree } from './history-tree.tsx';

export function ClockBar() {
  const theatre = useLearn(({ view }) => view?.theatre);
  const { isPlaying, speed } = useClock();
  if (theatre === undefined) return null;
  const history = theatre.histories[theatre.history];
  const length = history?.length ?? 0;
  const isCut = history?.isCut === true;
  const happened = theatre.scene === null ? [] : (theatre.scenes[theatre.scene]?.happened ?? []);
  return (
    <footer className="clock" aria-label="Clock">
      {theatre.histories.length > 1 && (
        <HistoryTree histories={theatre.histories} shown={theatre.history} event={theatre.event} />
      )}
      <p className="clock-happened" aria-live={isPlaying ? 'off' : 'polite'} title={happened.join('; ')}>
        {happened.join('; ') || 'Nothing has happened yet'}
      </p>
      <div className="clock-row">
        <Button
          aria-keyshortcuts="Space"
          onClick={toggle}
          reason={!theatre.ended || isPlaying ? null : isCut ? 'The history is cut here' : 'The history ends here'}
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
          // A shorter history cuts its value without React's knowing: the end of the next would be no change to it.
          key={theatre.history}
          type="range"
          className="clock-track"
          aria-label="Event"
          aria-valuetext={`event ${theatre.event} of ${length}${isCut ? ', where it is cut' : ''}, ${theatre.now.toFixed(1)} ms`}
          min={0}
          max={length}
          value={theatre.event}
          style={filled(theatre.event / Math.max(1, length))}
          onChange={(event) => void seek(Number(event.target.value))}
        />
        <span className="clock-place mono">
          event {theatre.event} of {length}
          {isCut && ', cut there'}
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
