/** A record layout in the inspector: a table with a row for each field, all of it reached with Tab, and typed or chosen. */
import type { Parameter } from '@potoroo/shared/catalogue';
import { limits } from '@potoroo/shared/limits';
import type { SinkNode, SourceNode } from '@potoroo/shared/pipeline';
import {
  type LayoutField,
  type NumberType,
  numberTypes,
  type Padding,
  placesOf,
  type RecordLayout,
  type SizeType,
  sizeTypes,
} from '@potoroo/shared/record-layout';
import { useEffect, useRef, useState } from 'react';
import { Button, IconButton } from '../../ui/button.tsx';
import { ChoiceField } from '../../ui/field.tsx';
import * as edits from './layout-edits.ts';
import { changeRecordLayout } from './node-changes.ts';

type RecordLayoutFieldProps = {
  readonly node: SourceNode | SinkNode;
  readonly parameter: Parameter & { readonly type: 'layout' };
};

export function RecordLayoutField({ node, parameter: { title, help } }: RecordLayoutFieldProps) {
  const layout = node.recordLayout;
  if (layout === undefined) {
    return (
      <div className="snippet-absent">
        <p className="quiet">{help}</p>
        <Button icon="plus" onClick={() => changeRecordLayout(node.id, edits.firstLayout)}>
          Add {title.toLowerCase()}
        </Button>
      </div>
    );
  }
  return (
    <section className="snippet" aria-label={title}>
      <header>
        <h3 className="section-title" title={help}>
          {title}
        </h3>
        <span className="verdict">{lengthText(layout)}</span>
        <button type="button" className="text-button" onClick={() => changeRecordLayout(node.id, undefined)}>
          Remove
        </button>
      </header>
      <ChoiceField
        label="Byte order"
        value={layout.byteOrder}
        choices={[
          { value: 'big', label: 'Big-endian, as networks have it' },
          { value: 'little', label: 'Little-endian' },
        ]}
        onChange={(byteOrder) => changeRecordLayout(node.id, { ...layout, byteOrder })}
      />
      <FieldTable layout={layout} onChange={(changed) => changeRecordLayout(node.id, changed)} />
      <p className="field-hint">{help}</p>
    </section>
  );
}

function lengthText(layout: RecordLayout): string {
  const { fixedBytes, isFixed } = placesOf(layout);
  return isFixed ? `${fixedBytes} bytes` : `${fixedBytes} bytes and more`;
}

type TableProps = { readonly layout: RecordLayout; readonly onChange: (layout: RecordLayout) => void };

function FieldTable({ layout, onChange }: TableProps) {
  const body = useRef<HTMLTableSectionElement>(null);
  const places = placesOf(layout).fields;
  const focusName = (index: number) =>
    requestAnimationFrame(() => body.current?.querySelectorAll<HTMLInputElement>('[data-name]')[index]?.focus());
  const move = (index: number, by: -1 | 1) => {
    onChange(edits.moved(layout, index, by));
    focusName(index + by);
  };
  return (
    <>
      <table className="layout-table">
        <thead>
          <tr>
            <th scope="col">At</th>
            <th scope="col">Name</th>
            <th scope="col">Type</th>
          </tr>
        </thead>
        <tbody ref={body}>
          {layout.fields.map((field, index) => (
            <FieldRows
              // Rows have no identity of their own: the order of the fields is what the table edits.
              key={index}
              field={field}
              index={index}
              count={layout.fields.length}
              place={places[index]?.at ?? null}
              onChange={(changed) => onChange(edits.withField(layout, index, changed))}
              onMove={(by) => move(index, by)}
              onRemove={() => {
                onChange(edits.withoutField(layout, index));
                focusName(Math.max(0, index - 1));
              }}
            />
          ))}
        </tbody>
      </table>
      <Button
        icon="plus"
        reason={
          layout.fields.length < limits.layoutFieldsMax
            ? null
            : `A layout has at most ${limits.layoutFieldsMax} fields.`
        }
        onClick={() => {
          onChange(edits.withOneMore(layout));
          focusName(layout.fields.length);
        }}
      >
        Add field
      </Button>
    </>
  );
}

type RowsProps = {
  readonly field: LayoutField;
  readonly index: number;
  readonly count: number;
  /** Null where each record tells. */
  readonly place: number | null;
  readonly onChange: (field: LayoutField) => void;
  readonly onMove: (by: -1 | 1) => void;
  readonly onRemove: () => void;
};

function FieldRows({ field, index, count, place, onChange, onMove, onRemove }: RowsProps) {
  const called = field.name === '' ? `field ${index + 1}` : field.name;
  return (
    <>
      <tr>
        <td>
          <NumberCell
            label={`Place of ${called}`}
            value={field.at ?? null}
            placeholder={place === null ? '…' : String(place)}
            least={0}
            isOptional
            onChange={(at) => onChange(edits.placedAt(field, at))}
          />
        </td>
        <td>
          <input
            data-name
            className="input mono"
            aria-label={`Name of field ${index + 1}`}
            value={field.name}
            maxLength={limits.idCharsMax}
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => onChange({ ...field, name: event.target.value })}
            onKeyDown={(event) => {
              if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
              event.preventDefault();
              const by = event.key === 'ArrowUp' ? -1 : 1;
              if (index + by >= 0 && index + by < count) onMove(by);
            }}
          />
        </td>
        <td>
          <SelectCell
            label={`Type of ${called}`}
            value={field.type}
            titles={edits.typeTitles}
            onChange={(type) => onChange(edits.ofType(field, type))}
          />
        </td>
      </tr>
      <tr className="layout-details">
        <td colSpan={3}>
          <div>
            <Details field={field} called={called} onChange={onChange} />
            <IconButton
              icon="chevron"
              className="points-up"
              label={`Move ${called} up`}
              reason={index > 0 ? null : 'it is the first'}
              onClick={() => onMove(-1)}
            />
            <IconButton
              icon="chevron"
              label={`Move ${called} down`}
              reason={index < count - 1 ? null : 'it is the last'}
              onClick={() => onMove(1)}
            />
            <IconButton icon="bin" label={`Remove ${called}`} onClick={onRemove} />
          </div>
        </td>
      </tr>
    </>
  );
}

type DetailsProps = {
  readonly field: LayoutField;
  readonly called: string;
  readonly onChange: (field: LayoutField) => void;
};

const paddings: Readonly<Record<Padding, string>> = {
  none: 'filled whole',
  'spaces-before': 'spaces before',
  'spaces-after': 'spaces after',
  'zeros-after': 'zeros after',
};
const sizes: Readonly<Record<SizeType, string>> = { u8: 'length: u8', u16: 'length: u16', u32: 'length: u32' };
const byteOrders = { layout: 'as above', big: 'big-endian', little: 'little-endian' } as const;

/** What only some types have. */
function Details({ field, called, onChange }: DetailsProps) {
  return (
    <>
      {'bytes' in field && (
        <NumberCell
          label={`Bytes of ${called}`}
          value={field.bytes}
          unit="bytes"
          least={1}
          onChange={(bytes) => onChange({ ...field, bytes: bytes ?? field.bytes })}
        />
      )}
      {'padding' in field && (
        <SelectCell
          label={`Padding of ${called}`}
          value={field.padding}
          titles={paddings}
          onChange={(padding) => onChange({ ...field, padding })}
        />
      )}
      {'size' in field && (
        <SelectCell
          label={`Length of ${called}`}
          value={field.size}
          titles={sizes}
          onChange={(size) => onChange({ ...field, size })}
        />
      )}
      {isNumber(field) && (
        <NumberCell
          label={`Constant of ${called}`}
          value={field.equals ?? null}
          placeholder="any"
          unit="always"
          least={Number.NEGATIVE_INFINITY}
          isOptional
          onChange={(equals) => onChange(edits.withConstant(field, equals))}
        />
      )}
      {hasOrder(field) && (
        <SelectCell
          label={`Byte order of ${called}`}
          value={field.byteOrder ?? 'layout'}
          titles={byteOrders}
          onChange={(order) => {
            const { byteOrder: _before, ...rest } = field;
            onChange(order === 'layout' ? rest : { ...rest, byteOrder: order });
          }}
        />
      )}
    </>
  );
}

const isNumber = (field: LayoutField): field is LayoutField & { readonly type: NumberType } =>
  numberTypes.some((type) => type === field.type);

type Ordered = Exclude<LayoutField, { readonly type: 'text' | 'bytes' | 'boolean' }>;
const hasOrder = (field: LayoutField): field is Ordered =>
  field.type !== 'text' &&
  field.type !== 'bytes' &&
  field.type !== 'boolean' &&
  field.type !== 'u8' &&
  field.type !== 'i8' &&
  !('size' in field && field.size === sizeTypes[0]);

type NumberCellProps = {
  readonly label: string;
  readonly value: number | null;
  readonly placeholder?: string;
  /** Stands in front. */
  readonly unit?: string;
  readonly least: number;
  readonly isOptional?: boolean;
  readonly onChange: (value: number | null) => void;
};

/** What is typed stays while it is no number; a number is handed on at once. */
function NumberCell({ label, value, placeholder, unit, least, isOptional = false, onChange }: NumberCellProps) {
  const text = value === null ? '' : String(value);
  const [draft, setDraft] = useState(text);
  useEffect(() => setDraft(text), [text]);
  const read = (typed: string) =>
    least === Number.NEGATIVE_INFINITY ? anyNumberOf(typed) : edits.wholeNumberOf(typed, least);
  const isFine = (found: number | null | undefined) => found !== undefined && (found !== null || isOptional);
  return (
    <label className="number-cell">
      {unit !== undefined && <span aria-hidden="true">{unit}</span>}
      <input
        className="input mono"
        aria-label={label}
        aria-invalid={isFine(read(draft)) ? undefined : true}
        value={draft}
        placeholder={placeholder}
        inputMode="numeric"
        autoComplete="off"
        onChange={(event) => {
          setDraft(event.target.value);
          const found = read(event.target.value);
          if (found !== undefined && isFine(found)) onChange(found);
        }}
      />
    </label>
  );
}

function anyNumberOf(text: string): number | null | undefined {
  if (text.trim() === '') return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

type SelectCellProps<Value extends string> = {
  readonly label: string;
  readonly value: Value;
  readonly titles: Readonly<Record<Value, string>>;
  readonly onChange: (value: Value) => void;
};

function SelectCell<Value extends string>({ label, value, titles, onChange }: SelectCellProps<Value>) {
  const isOne = (text: string): text is Value => Object.hasOwn(titles, text);
  return (
    <select
      className="input"
      aria-label={label}
      value={value}
      onChange={({ target }) => {
        if (isOne(target.value)) onChange(target.value);
      }}
    >
      {Object.entries<string>(titles).map(([each, title]) => (
        <option key={each} value={each}>
          {title}
        </option>
      ))}
    </select>
  );
}
