/** A chart of lines over time, drawn by uPlot: it keeps ticking with the frames, also while nothing is measured. */
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { recording } from '../run/live-store.ts';
import type { Series } from './series.ts';
import { listenShown } from './time-store.ts';
import { shownColour, workerColour } from './worker-colours.ts';

type ChartProps = {
  readonly title: string;
  /** Read anew at each frame. */
  readonly read: () => Series;
  /** Of the axis: `records/s`. */
  readonly unit: string;
  /** Which colours the lines have, by their place and title: those of workers by index. */
  readonly colourOf: (line: number, title: string) => number;
  /** Powers of ten, for what spans several. */
  readonly isLogarithmic?: boolean;
};

const height = 220;
const spanSeconds = 300;
/** Besides colour, lines differ in their dashes. */
const dashes: readonly (readonly number[])[] = [[], [6, 4], [2, 3], [10, 3, 2, 3], [1, 4]];

export function Chart({ title, read, unit, colourOf, isLogarithmic = false }: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const latest = useRef(read);
  latest.current = read;
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    let chart: uPlot | null = null;
    let titles = '';
    const draw = () => {
      const { seconds, lines } = latest.current();
      const data: uPlot.AlignedData = [[...seconds], ...lines.map(({ values }) => [...values])];
      const now = lines.map((line) => line.title).join(' ');
      if (chart !== null && titles === now) chart.setData(data);
      else {
        chart?.destroy();
        titles = now;
        chart = new uPlot(optionsFor({ element, lines, unit, colourOf, isLogarithmic }), data, element);
      }
      tellNewest(chart);
    };
    const anew = () => {
      titles = '';
      draw();
    };
    draw();
    const silence = listenShown(draw);
    const sizes = new ResizeObserver(() => chart?.setSize({ width: element.clientWidth, height }));
    sizes.observe(element);
    const themes = new MutationObserver(anew);
    themes.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    const system = matchMedia('(prefers-color-scheme: dark)');
    system.addEventListener('change', anew);
    return () => {
      silence();
      sizes.disconnect();
      themes.disconnect();
      system.removeEventListener('change', anew);
      chart?.destroy();
    };
  }, [unit, colourOf, isLogarithmic]);
  return (
    <figure className="chart">
      <figcaption>{title}</figcaption>
      <div
        ref={place}
        role="img"
        aria-label={`${title} over the last five minutes; its newest values stand in the table`}
      />
    </figure>
  );
}

/** Where nobody points, the words below the lines tell the newest values. What uPlot does with new data, it does right after this turn. */
const tellNewest = (chart: uPlot): void =>
  queueMicrotask(() => {
    if ((chart.cursor.idx ?? null) === null) chart.setLegend({ idx: chart.data[0].length - 1 });
  });

type OptionsParts = Pick<ChartProps, 'unit' | 'colourOf'> & {
  readonly element: HTMLElement;
  readonly lines: Series['lines'];
  readonly isLogarithmic: boolean;
};

function optionsFor({ element, lines, unit, colourOf, isLogarithmic }: OptionsParts): uPlot.Options {
  const line = shownColour('var(--line)');
  const axis = {
    stroke: shownColour('var(--ink-2)'),
    grid: { stroke: line, width: 1 },
    ticks: { stroke: line, width: 1 },
    font: '11px Inter Variable',
  };
  return {
    width: element.clientWidth,
    height,
    cursor: { drag: { x: false, y: false } },
    scales: {
      x: {
        time: false,
        range: () => {
          const to = (recording.frames.at(-1)?.atMs ?? 0) / 1_000;
          return [Math.max(0, to - spanSeconds), Math.max(to, 10)];
        },
      },
      y: isLogarithmic
        ? { distr: 3, log: 10 }
        : { range: (_chart, _least, most) => [0, Math.max(1, (most ?? 1) * 1.1)] },
    },
    axes: [
      { ...axis, values: (_chart, ticks) => ticks.map((seconds) => `${seconds} s`) },
      {
        ...axis,
        ...(isLogarithmic ? { grid: { ...axis.grid, filter: powersOfTen } } : {}),
        size: 74,
        values: (_chart, ticks) => ticks.map((value) => (value === null ? '' : `${compactly.format(value)} ${unit}`)),
      },
    ],
    series: [
      {
        label: 'at',
        value: (_chart: uPlot, seconds: number | null) => (seconds === null ? '–' : `${seconds.toFixed(1)} s`),
      },
      ...lines.map(({ title }, index) => ({
        label: title,
        stroke: workerColour(colourOf(index, title)),
        width: 1.5,
        dash: [...(dashes[index % dashes.length] ?? [])],
        points: { show: false },
        spanGaps: false,
        value: (_chart: uPlot, value: number | null) => (value === null ? '–' : `${compactly.format(value)} ${unit}`),
      })),
    ],
  };
}

/** Of the lines of a logarithmic axis, those that have a number. */
const powersOfTen: uPlot.Axis.Filter = (_chart, ticks) =>
  ticks.map((value) => (Number.isInteger(Math.round(Math.log10(value) * 1e6) / 1e6) ? value : null));

const compactly = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 });
