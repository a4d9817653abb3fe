/**
 * The canvas's picker: a list at the cursor, at the end of a wire or beside a node, narrowed by typing. A combobox: the focus
 * stays in the field, arrow keys walk the list, Enter takes, Escape and a click elsewhere close.
 */
import { nodeId } from '@potoroo/shared/ids';
import type { Pipeline } from '@potoroo/shared/pipeline';
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import { connectNodes } from '../canvas/canvas-actions.ts';
import { type Area, areaOf, focusNode } from '../canvas/focus-node.ts';
import { kindColours } from '../canvas/nodes/node-parts.tsx';
import { typeFaultBetween } from '../code/assignability.ts';
import { useDocument } from '../document/document-store.ts';
import { addAt, addAtEnd, addFromPalette, focusAdded } from './add-actions.ts';
import { fitting, type Pick, picksFor } from './pick-list.ts';
import { closePicker, type Picking, usePicker } from './picker-store.ts';
import { middleOfView } from '../canvas/view.ts';

export function Picker() {
  const picking = usePicker((state) => state.picking);
  const pipeline = useDocument((state) => state.pipeline);
  if (picking === null || pipeline === null) return null;
  return <PickerBox key={`${picking.place.left} ${picking.place.top}`} picking={picking} pipeline={pipeline} />;
}

function PickerBox({ picking, pipeline }: { readonly picking: Picking; readonly pipeline: Pipeline }) {
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const opener = useRef(document.activeElement);
  const [typed, setTyped] = useState('');
  const [active, setActive] = useState(0);
  const all = useMemo(() => picksFor(pipeline, picking, typeFaultBetween), [pipeline, picking]);
  const picks = useMemo(() => fitting(all, typed), [all, typed]);
  const current = picks[Math.min(active, picks.length - 1)];

  useEffect(() => box.current?.querySelector('input')?.focus({ preventScroll: true }), []);
  useEffect(() => {
    box.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [current]);

  const close = () => {
    closePicker();
    if (opener.current instanceof HTMLElement && opener.current.isConnected)
      opener.current.focus({ preventScroll: true });
  };
  const take = (pick: Pick | undefined) => {
    if (pick === undefined || pick.fault !== null) return;
    closePicker();
    carryOut(picking, pick, areaOf(opener.current));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) setActive((Math.min(active, picks.length - 1) + step + picks.length) % Math.max(1, picks.length));
    else if (event.key === 'Enter') take(current);
    else if (event.key === 'Escape') close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      ref={box}
      className="picker nodrag nowheel nopan"
      style={picking.place}
      role="dialog"
      aria-label={titles[picking.type]}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) closePicker();
      }}
    >
      <input
        type="text"
        role="combobox"
        aria-label={titles[picking.type]}
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-activedescendant={current === undefined ? undefined : `${id}-${current.id}`}
        autoComplete="off"
        spellCheck={false}
        placeholder={titles[picking.type]}
        value={typed}
        onKeyDown={onKeyDown}
        onChange={(event) => {
          setTyped(event.target.value);
          setActive(0);
        }}
      />
      <div id={`${id}-list`} className="picker-list" role="listbox" aria-label="What fits">
        {picks.map((pick) => (
          <div
            key={pick.id}
            id={`${id}-${pick.id}`}
            role="option"
            aria-selected={pick === current}
            aria-disabled={pick.fault !== null}
            className="pick"
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => take(pick)}
          >
            <i style={{ background: kindColours[pick.kind] }} aria-hidden="true" />
            <b>{pick.title}</b>
            <span>{pick.detail}</span>
          </div>
        ))}
      </div>
      {picks.length === 0 && (
        <p className="picker-none" role="status">
          {all.length === 0 ? 'There is nothing that it could lead to.' : `Nothing is called “${typed}”.`}
        </p>
      )}
    </div>
  );
}

const titles: Readonly<Record<Picking['type'], string>> = {
  add: 'Add a node',
  'add-at-end': 'Add and connect a node',
  connect: 'Connect to…',
};

function carryOut(picking: Picking, { id }: Pick, area: Area): void {
  switch (picking.type) {
    case 'add':
      if (picking.at === null ? addBeside(id) : addAt(id, picking.at)) focusAdded(area);
      return;
    case 'add-at-end':
      if (addAtEnd(id, picking)) focusAdded(area);
      return;
    case 'connect':
      connectNodes({ from: picking.from, to: nodeId(id) });
      focusNode(picking.from, area);
  }
}

function addBeside(entryId: string): boolean {
  const middle = middleOfView();
  return middle !== null && addFromPalette(entryId, middle);
}
