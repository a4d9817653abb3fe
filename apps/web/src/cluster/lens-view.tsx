/**
 * The scale lens on screen: one control carries the pipeline from the picture that its author knows, above the API line, to
 * the one that the workers run, below it, and back. The line stays, and so does the outline of what is above it: adding a
 * worker changes nothing there. For everyone who does not see it, a list says what runs where.
 */
import { useEffect, useMemo, useRef, useState } from 'react';
import { useDocument } from '../designer/document/document-store.ts';
import { readPlacement } from '../link/deployment-api.ts';
import { useMovements } from '../run/movement-store.ts';
import { nameOfNode } from '../run/node-names.ts';
import { objectsOf } from '../run/stages.ts';
import { workerIdentity } from '../theme/worker-identity.ts';
import { counted } from '../ui/numbers.ts';
import { type Lettering, letteringOf, lineHeight } from './lettering.ts';
import { between, homesText, type LensGraph, lensGraph, type LensNode, within, workerBoxes } from './lens.ts';
import { rosterNow, stageViewNow } from './moment.ts';
import { indexOfName, isThere } from './roster.ts';
import { useShown } from './shown-parts.tsx';
import type { Box } from './tiles.ts';
import { useView } from './view-store.ts';

const tripMs = 1_100;
const steps = 100;

export function LensView() {
  const graph = useLensGraph();
  const [share, setShare] = useState(0);
  const travel = useTravel(share, setShare);
  if (graph === null) return <p className="quiet">There is no pipeline on screen.</p>;
  return (
    <div className="lens" role="region" aria-label="Scale lens">
      <div className="lens-control">
        <button type="button" aria-pressed={share === 0} onClick={() => travel(0)}>
          Your logic
        </button>
        <input
          type="range"
          min={0}
          max={steps}
          value={Math.round(share * steps)}
          aria-label="From your logic to the machines"
          aria-valuetext={share === 0 ? 'your logic, once' : share === 1 ? 'on every machine' : 'in between'}
          onChange={(event) => setShare(Number(event.target.value) / steps)}
        />
        <button type="button" aria-pressed={share === 1} onClick={() => travel(1)}>
          The machines
        </button>
      </div>
      <Picture graph={graph} share={share} />
      <ul className="visually-hidden" aria-label="What runs where">
        {homesText(graph).map(({ id, text }) => (
          <li key={id}>{text}</li>
        ))}
      </ul>
    </div>
  );
}

/** Goes there in about a second, or at once where motion is reduced. */
function useTravel(share: number, setShare: (share: number) => void): (to: number) => void {
  const frame = useRef(0);
  const from = useRef(share);
  from.current = share;
  useEffect(() => () => cancelAnimationFrame(frame.current), []);
  return (to) => {
    cancelAnimationFrame(frame.current);
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) return setShare(to);
    const start = from.current;
    let began: number | null = null;
    const go = (now: number): void => {
      began ??= now;
      const gone = Math.min(1, (now - began) / tripMs);
      const eased = gone < 0.5 ? 4 * gone ** 3 : 1 - (-2 * gone + 2) ** 3 / 2;
      setShare(gone === 1 ? to : start + (to - start) * eased);
      if (gone < 1) frame.current = requestAnimationFrame(go);
    };
    frame.current = requestAnimationFrame(go);
  };
}

function useLensGraph(): LensGraph | null {
  const pipeline = useDocument((store) => store.pipeline);
  const names = useShown(() =>
    rosterNow()
      .filter(isThere)
      .map(({ name }) => name)
      .join(' '),
  );
  const singles = useSingles(names);
  return useMemo(() => {
    if (pipeline === null || pipeline.nodes.length === 0) return null;
    const workers = names.split(' ').filter((name) => name !== '');
    return lensGraph(pipeline, workers, singles);
  }, [pipeline, names, singles]);
}

/** Where sources and sinks are; asked again when something has moved. */
function useSingles(names: string): ReadonlyMap<string, string> {
  const [singles, setSingles] = useState<ReadonlyMap<string, string>>(new Map());
  const moves = useMovements(({ entries }) => entries.filter(({ phase }) => phase === 'done').length);
  useEffect(() => {
    let isOver = false;
    void readPlacement().then((answer) => {
      if (isOver || !answer.ok) return;
      const { sources, sinks } = answer.value;
      setSingles(new Map([...sources, ...sinks].map(({ node, worker }) => [node, worker])));
    });
    return () => {
      isOver = true;
    };
  }, [names, moves]);
  return singles;
}

function Picture({ graph, share }: { readonly graph: LensGraph; readonly share: number }) {
  const place = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const sizes = new ResizeObserver(() => setSize({ width: element.clientWidth, height: element.clientHeight }));
    sizes.observe(element);
    return () => sizes.disconnect();
  }, []);
  return (
    <div ref={place} className="lens-picture">
      {size.width > 0 && (
        <svg
          width={size.width}
          height={size.height}
          role="img"
          aria-label="The pipeline above the API line, and its copies in the workers below; a list says what runs where"
        >
          <Drawing graph={graph} share={share} size={size} />
        </svg>
      )}
    </div>
  );
}

type Size = { readonly width: number; readonly height: number };
type DrawingProps = { readonly graph: LensGraph; readonly share: number; readonly size: Size };

const head = 26;

function Drawing({ graph, share, size: { width, height } }: DrawingProps) {
  const line = Math.round(height * 0.46);
  const above = { x: 8, y: 8, width: width - 16, height: line - 34 };
  const below = { x: 1, y: line + 34, width: width - 2, height: height - line - 36 };
  const workers = [...new Set([...graph.homes.values()].flat())].toSorted((a, b) => indexOfName(a) - indexOfName(b));
  const boxes = workerBoxes(workers, below);
  const insideOf = (worker: string): Box => {
    const { x, y, width: wide, height: high } = boxes.get(worker) ?? below;
    return { x: x + 10, y: y + head + 4, width: wide - 20, height: high - head - 14 };
  };
  const placeOf = (node: LensNode, worker: string): Box =>
    between(within(node.at, above), within(node.wide, insideOf(worker)), share);
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  return (
    <>
      <g className="lens-outline">
        {graph.nodes.map((node) => (
          <Chip key={node.id} node={node} box={within(node.at, above)} headroom={node.headroom * above.height} />
        ))}
      </g>
      <line className="lens-api" x1={0} x2={width} y1={line} y2={line} />
      <text className="lens-api-name" x={8} y={line - 8}>
        Your logic: the same on one worker or on sixty-four
      </text>
      <text className="lens-api-name" x={8} y={line + 20}>
        The runtime: {counted(workers.length, 'worker')}
      </text>
      {workers.map((worker) => (
        <WorkerFrame key={worker} worker={worker} box={boxes.get(worker) ?? below} share={share} />
      ))}
      <g className="lens-edges">
        {graph.edges.flatMap(({ from, to }) => {
          const [one, other] = [nodes.get(from), nodes.get(to)];
          if (one === undefined || other === undefined) return [];
          return (graph.homes.get(from) ?? []).flatMap((here) =>
            (graph.homes.get(to) ?? []).map((there) => (
              <path
                key={`${from} ${here} ${to} ${there}`}
                d={wayOf(placeOf(one, here), placeOf(other, there))}
                data-crosses={(here !== there && share > 0) || undefined}
              />
            )),
          );
        })}
      </g>
      {/* States lie behind the computations that they hold. */}
      {graph.nodes
        .toSorted((a, b) => Number(b.kind === 'state') - Number(a.kind === 'state'))
        .flatMap((node) =>
          (graph.homes.get(node.id) ?? []).map((worker, copy) => (
            <Chip
              key={`${node.id} ${worker}`}
              node={node}
              box={placeOf(node, worker)}
              headroom={node.headroom * (above.height + (insideOf(worker).height - above.height) * share)}
              // Above the line there is one of each.
              opacity={copy === 0 ? 1 : Math.min(1, share * 6)}
            />
          )),
        )}
    </>
  );
}

function wayOf(from: Box, to: Box): string {
  const y2 = to.y + to.height / 2;
  // To a copy on the left it goes out below, or above, and in on the near side: both of its ends are to be seen.
  if (to.x + to.width < from.x) {
    const [x1, x2] = [from.x + from.width / 2, to.x + to.width];
    const isBelow = y2 >= from.y;
    const y1 = isBelow ? from.y + from.height : from.y;
    return `M${x1} ${y1}C${x1} ${y1 + (isBelow ? swing : -swing)} ${x2 + swing} ${y2} ${x2} ${y2}`;
  }
  const [x1, y1] = [from.x + from.width, from.y + from.height / 2];
  const x2 = to.x;
  const bend = Math.max(12, Math.abs(x2 - x1) / 2);
  return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
}

const swing = 36;

type ChipProps = {
  readonly node: LensNode;
  readonly box: Box;
  /** Of a state: how much room its name has. */
  readonly headroom: number;
  readonly opacity?: number;
};

function Chip({ node: { id, name, kind }, box, headroom, opacity = 1 }: ChipProps) {
  const isState = kind === 'state';
  const lettering = letteringOf(name, isState ? { ...box, height: Math.min(headroom, 16) } : box);
  return (
    <g className="lens-node" data-kind={kind} data-node={id} opacity={opacity}>
      <title>{name}</title>
      <rect x={box.x} y={box.y} width={Math.max(0, box.width)} height={Math.max(0, box.height)} rx={isState ? 9 : 6} />
      {lettering !== null && <Letters {...lettering} box={box} isAtTop={isState} />}
    </g>
  );
}

type LettersProps = Lettering & { readonly box: Box; readonly isAtTop: boolean };

function Letters({ lines, size, box, isAtTop }: LettersProps) {
  const pitch = size * lineHeight;
  const first = isAtTop ? box.y + size + 2 : box.y + (box.height - lines.length * pitch) / 2 + size * 0.95;
  return (
    <text fontSize={size}>
      {lines.map((line, index) => (
        <tspan key={index} x={box.x + 6} y={first + index * pitch}>
          {line}
        </tspan>
      ))}
    </text>
  );
}

type FrameProps = { readonly worker: string; readonly box: Box; readonly share: number };

function WorkerFrame({ worker, box, share }: FrameProps) {
  const index = indexOfName(worker);
  const { letter, colour } = workerIdentity(index);
  useView(({ state }) => state);
  const holds = useShown(() => holdsText(index, box.width >= roomForSlots));
  return (
    <g className="lens-worker" style={{ ['--worker' as string]: colour }}>
      <rect x={box.x} y={box.y} width={box.width} height={box.height} rx={12} opacity={0.35 + 0.65 * share} />
      <text x={box.x + 10} y={box.y + 18}>
        <tspan className="lens-letter">{letter}</tspan>
        <tspan dx={6} className="lens-name">
          {worker}
        </tspan>
        <tspan dx={8} className="lens-holds">
          {holds}
        </tspan>
      </text>
    </g>
  );
}

const roomForSlots = 290;

/** Its share of the state that is shown. */
function holdsText(index: number, withSlots: boolean): string {
  const stage = stageViewNow()?.stage;
  if (stage === undefined) return '';
  if (!withSlots) return counted(objectsOf(stage, index), 'object');
  const slots = stage.placement.filter((owner) => owner === index).length;
  return `${slots} of ${counted(stage.placement.length, 'slot')} of ${nameOfNode(stage.state)}, ${counted(objectsOf(stage, index), 'object')}`;
}
