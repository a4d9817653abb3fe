/**
 * The outline: the graph as a treegrid, the twin of the canvas for screen readers and for whoever prefers a list. What has the
 * focus is selected, so every command of the canvas acts on it, with the same keys.
 */
import { type KeyboardEvent, type MouseEvent, useEffect, useMemo, useRef, useState } from 'react';
import { IconButton } from '../../ui/button.tsx';
import { kindColours } from '../canvas/nodes/node-parts.tsx';
import { select, selectedIn, useFlow } from '../canvas/flow-store.ts';
import { useProblemSign } from '../canvas/node-problems.ts';
import { showPlace } from '../canvas/view.ts';
import { useCheck } from '../code/check-store.ts';
import { useDocument } from '../document/document-store.ts';
import { titleOf } from '../graph/add-node.ts';
import { shownName } from '../graph/names.ts';
import { keptActive, type OutlineRow, rowsOf, stepFrom } from './outline-rows.ts';
import { setCollapsed, toggleOutline, useOutline } from './outline-store.ts';

export function Outline() {
  const isOpen = useOutline((state) => state.isOpen);
  const pipeline = useDocument((state) => state.pipeline);
  return isOpen && pipeline !== null ? (
    <section className="outline" aria-label="Outline">
      <header>
        <h2>Outline</h2>
        <IconButton icon="close" label="Close the outline" onClick={toggleOutline} />
      </header>
      <Grid pipeline={pipeline} />
    </section>
  ) : null;
}

function Grid({ pipeline }: { readonly pipeline: NonNullable<ReturnType<typeof useDocument.getState>['pipeline']> }) {
  const collapsed = useOutline((state) => state.collapsed);
  const rows = useMemo(() => rowsOf(pipeline, collapsed), [pipeline, collapsed]);
  const [chosen, setChosen] = useState<string | null>(null);
  const body = useRef<HTMLTableSectionElement>(null);
  const place = useRef(0);
  const hadFocus = useRef(false);
  const active = keptActive(rows, chosen, place.current);
  const selected = useSelectedIds();

  useEffect(() => {
    place.current = rows.findIndex(({ key }) => key === active);
    if (active === chosen) return;
    setChosen(active);
    // The row that had the focus is gone, and the focus with it.
    if (hadFocus.current && document.activeElement === document.body) focusRow(body.current, active);
  }, [rows, active, chosen]);

  const go = (row: OutlineRow | undefined, extend: boolean) => {
    if (row === undefined) return;
    setChosen(row.key);
    selectRow(row, extend);
    focusRow(body.current, row.key);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const row = rows.find(({ key }) => key === active);
    if (event.ctrlKey || event.metaKey || event.altKey || row === undefined) return;
    const step = stepFrom(rows, row.key, event.key);
    if (step?.type === 'go')
      go(
        rows.find(({ key }) => key === step.key),
        event.shiftKey,
      );
    else if (step !== null) setCollapsed(step.key, step.type === 'collapse');
    else if (event.key === 'Enter') show(row);
    else if (event.key !== ' ') return;
    event.preventDefault();
    event.stopPropagation();
  };
  if (rows.length === 0) return <p className="quiet">Nothing is drawn yet. Press / to add a node.</p>;
  return (
    <div className="outline-rows">
      <table role="treegrid" aria-label="Nodes and edges" aria-multiselectable="true" onKeyDown={onKeyDown}>
        <thead>
          <tr role="row">
            <th scope="col">Name</th>
            <th scope="col">Kind</th>
            <th scope="col">Records</th>
          </tr>
        </thead>
        <tbody
          ref={body}
          onFocus={({ target }) => {
            hadFocus.current = true;
            const key = target.closest('[data-row]')?.getAttribute('data-row');
            if (key != null) setChosen(key);
          }}
          onBlur={(event) => {
            if (event.relatedTarget !== null) hadFocus.current = false;
          }}
        >
          {rows.map((row) => (
            <Row
              key={row.key}
              row={row}
              isActive={row.key === active}
              isSelected={selected.has(idOf(row))}
              onPick={(event) => go(row, event.shiftKey || event.ctrlKey || event.metaKey)}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

type RowProps = {
  readonly row: OutlineRow;
  readonly isActive: boolean;
  readonly isSelected: boolean;
  readonly onPick: (event: MouseEvent) => void;
};

function Row({ row, isActive, isSelected, onPick }: RowProps) {
  const sign = useProblemSign(idOf(row));
  const type = useCheck(({ ports, edgeTypes }) =>
    row.type === 'edge' ? edgeTypes[row.edge.id] : ports.outputs[row.node.id],
  );
  return (
    <tr
      role="row"
      data-row={row.key}
      data-node={row.type === 'node' ? row.node.id : undefined}
      tabIndex={isActive ? 0 : -1}
      aria-level={row.level}
      aria-posinset={row.position}
      aria-setsize={row.siblings}
      aria-expanded={row.expanded ?? undefined}
      aria-selected={isSelected}
      onClick={onPick}
    >
      <td role="gridcell" style={{ paddingLeft: 8 + (row.level - 1) * 18 }}>
        <button
          type="button"
          className="outline-toggle"
          tabIndex={-1}
          aria-hidden="true"
          onClick={(event) => {
            event.stopPropagation();
            if (row.expanded !== null) setCollapsed(row.key, row.expanded);
          }}
        >
          {row.expanded === null ? '' : row.expanded ? '▾' : '▸'}
        </button>
        {row.type === 'node' && <i style={{ background: kindColours[row.node.kind] }} aria-hidden="true" />}
        {row.type === 'node' ? shownName(row.node) : `to ${row.to}`}
        {sign !== null && (
          <span className={`outline-${sign.severity}`} title={sign.text}>
            {sign.severity === 'error' ? 'Error' : 'Warning'}
          </span>
        )}
      </td>
      <td role="gridcell">{row.type === 'node' ? titleOf(row.node) : 'Edge'}</td>
      <td role="gridcell" className="mono" title={type}>
        {type ?? ''}
      </td>
    </tr>
  );
}

const idOf = (row: OutlineRow): string => (row.type === 'node' ? row.node.id : row.edge.id);

/** As one string, so that the outline is not drawn anew while something is dragged on the canvas. */
function useSelectedIds(): ReadonlySet<string> {
  const ids = useFlow((flow) => {
    const { nodes, edges } = selectedIn(flow);
    return [...nodes, ...edges].join(' ');
  });
  return useMemo(() => new Set(ids.split(' ')), [ids]);
}

function selectRow(row: OutlineRow, extend: boolean): void {
  const before = extend ? selectedIn(useFlow.getState()) : { nodes: [], edges: [] };
  select(
    row.type === 'node'
      ? { ...before, nodes: [...before.nodes, row.node.id] }
      : { ...before, edges: [...before.edges, row.edge.id] },
  );
}

/** Enter: on the canvas the node comes into view; its settings are beside it already. */
function show(row: OutlineRow): void {
  const id = row.type === 'node' ? row.node.id : row.edge.from;
  const node = useDocument.getState().pipeline?.nodes.find((each) => each.id === id);
  if (node !== undefined) showPlace(node.position);
  document.querySelector<HTMLElement>('.inspector input, .inspector textarea, .inspector button')?.focus();
}

function focusRow(body: HTMLElement | null, key: string | null): void {
  const row = body?.querySelector(`[data-row="${CSS.escape(key ?? '')}"]`);
  if (row instanceof HTMLElement) {
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: 'nearest' });
  }
}
