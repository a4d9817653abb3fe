/** The time bar: live, paused, or a moment of the last minutes; steps go from event to event. */
import type { KeyboardEvent, PointerEvent } from 'react';
import { useEffect, useRef } from 'react';
import { useLiveEffect } from '../run/live-parts.tsx';
import { recording } from '../run/live-store.ts';
import { IconButton, Button } from '../ui/button.tsx';
import { announce } from '../ui/notices.tsx';
import { ShownText, useShown, useShownEffect } from './shown-parts.tsx';
import { clockText } from './clock-text.ts';
import { momentsOf, textsAt, type Moment } from './moments.ts';
import { goLive, pause, readShown, showTime, stepAmong } from './time-store.ts';
import { placeOn, type Reach, timeAt } from './reach.ts';

const keySteps: Readonly<Record<string, number>> = {
  ArrowLeft: -1_000,
  ArrowRight: 1_000,
  PageUp: -30_000,
  PageDown: 30_000,
};

export function TimeBar() {
  const isLive = useShown(({ cursorMs }) => cursorMs === null);
  return (
    <div className="time-bar" role="group" aria-label="Time">
      <Button className="time-live" aria-pressed={isLive} onClick={goLive}>
        Live
      </Button>
      <IconButton
        icon={isLive ? 'pause' : 'play'}
        label={isLive ? 'Pause here' : 'Go on live'}
        onClick={isLive ? pause : goLive}
      />
      <IconButton icon="step-back" label="To the event before" onClick={() => step(-1)} />
      <IconButton icon="step-on" label="To the next event" onClick={() => step(1)} />
      <Track />
      <ShownText className="mono time-now" of={({ cursorMs, span }) => clockText(cursorMs ?? span?.newest.atMs ?? 0)} />
    </div>
  );
}

/** The button keeps the focus, so that the moment is told. */
function step(direction: 1 | -1): void {
  stepAmong(
    momentsOf(recording).map(({ atMs }) => atMs),
    direction,
  );
  announce(momentText());
}

/** `live`, or the time, and what happened right then. */
function momentText(): string {
  const { cursorMs } = readShown();
  return cursorMs === null ? 'live' : [clockText(cursorMs), ...textsAt(momentsOf(recording), cursorMs)].join(', ');
}

function Track() {
  const cursor = useRef<HTMLElement>(null);
  const ticks = useRef<HTMLDivElement>(null);
  const track = useRef<HTMLDivElement>(null);
  const drawn = useRef('');
  const draw = () => {
    const { from, to } = reach();
    const at = Math.max(from, readShown().cursorMs ?? to);
    if (cursor.current !== null) cursor.current.style.left = `${placeOn({ from, to }, at) * 100}%`;
    track.current?.setAttribute('aria-valuenow', String(Math.round((at - from) / 1_000)));
    track.current?.setAttribute('aria-valuemax', String(Math.round((to - from) / 1_000)));
    track.current?.setAttribute('aria-valuetext', momentText());
    const moments = momentsOf(recording);
    const text = moments.map(({ atMs, tone }) => `${placeOn({ from, to }, atMs).toFixed(3)} ${tone}`).join(',');
    if (text === drawn.current || ticks.current === null) return;
    drawn.current = text;
    ticks.current.replaceChildren(...moments.map((moment) => tickOf(moment, { from, to })));
  };
  useShownEffect(draw);
  // While a moment stands the recording goes on below it, and a press means what is drawn there.
  useLiveEffect(draw);
  useEffect(() => () => goLive(), []);
  const scrub = (event: PointerEvent<HTMLDivElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const share = (event.clientX - box.left) / box.width;
    if (share > 0.995) goLive();
    else showTime(timeAt(reach(), share));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const by = keySteps[event.key];
    const { from, to } = reach();
    const at = readShown().cursorMs ?? to;
    if (event.key === 'Home') showTime(from);
    else if (event.key === 'End') goLive();
    else if (by === undefined) return;
    else if (at + by >= to) goLive();
    else showTime(at + by);
    event.preventDefault();
  };
  return (
    <div
      ref={track}
      className="time-track"
      role="slider"
      tabIndex={0}
      aria-label="Moment of the run that is shown, in seconds"
      aria-valuemin={0}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        scrub(event);
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) scrub(event);
      }}
    >
      <div ref={ticks} />
      <u ref={cursor} />
    </div>
  );
}

const reach = (): Reach => ({
  from: recording.frames[0]?.atMs ?? 0,
  to: recording.frames.at(-1)?.atMs ?? 0,
});

function tickOf({ atMs, tone, text }: Moment, on: Reach): HTMLElement {
  const tick = document.createElement('i');
  tick.style.left = `${placeOn(on, atMs) * 100}%`;
  tick.dataset['tone'] = tone;
  tick.title = `${clockText(atMs)}: ${text}`;
  return tick;
}
