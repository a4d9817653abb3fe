/** Form fields with a label, a hint and the reason why a value is refused, tied together for screen readers. */
import { type ReactNode, useEffect, useId, useState } from 'react';
import { count } from './numbers.ts';

type Frame = { readonly label: string; readonly hint?: string | undefined; readonly fault?: string | null };
type Ids = {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': true | undefined;
};

function FieldFrame({ label, hint, fault = null, children }: Frame & { readonly children: (ids: Ids) => ReactNode }) {
  const id = useId();
  const note = fault ?? hint;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        'aria-describedby': note === undefined ? undefined : `${id}-note`,
        'aria-invalid': fault === null ? undefined : true,
      })}
      {note !== undefined && (
        <p id={`${id}-note`} className={fault === null ? 'field-hint' : 'field-fault'}>
          {note}
        </p>
      )}
    </div>
  );
}

/** What goes beyond the limit the browser leaves out without a word: whoever pastes a long text is told. */
const hintAt = (value: string, maxLength = Number.POSITIVE_INFINITY): { readonly hint?: string } =>
  value.length < maxLength ? {} : { hint: `It is full: ${count(maxLength)} characters are the most.` };

type TextProps = Frame & {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly placeholder?: string;
  readonly mono?: boolean;
  readonly maxLength?: number;
};

export const TextField = ({ value, onChange, placeholder, mono = false, maxLength, ...frame }: TextProps) => (
  <FieldFrame {...frame} {...hintAt(value, maxLength)}>
    {(ids) => (
      <input
        {...ids}
        className={mono ? 'input mono' : 'input'}
        type="text"
        value={value}
        placeholder={placeholder}
        maxLength={maxLength}
        spellCheck={!mono}
        autoComplete="off"
        onChange={(event) => onChange(event.target.value)}
      />
    )}
  </FieldFrame>
);

type DraftProps = Omit<TextProps, 'fault'> & { readonly faultOf: (text: string) => string | null };

/**
 * A field whose text may be wrong for a while: what is typed stays on screen with the reason, and only a valid text is
 * handed on. A new value from outside (undo, another node) replaces the draft.
 */
export function DraftField({ value, onChange, faultOf, ...rest }: DraftProps) {
  const [draft, setDraft] = useState(value);
  useEffect(() => setDraft(value), [value]);
  const change = (text: string) => {
    setDraft(text);
    if (faultOf(text) === null) onChange(text);
  };
  return <TextField {...rest} value={draft} fault={faultOf(draft)} onChange={change} />;
}

type AreaProps = Frame & {
  readonly value: string;
  readonly rows: number;
  readonly maxLength: number;
  readonly onChange: (value: string) => void;
};

export const AreaField = ({ value, rows, maxLength, onChange, ...frame }: AreaProps) => (
  <FieldFrame {...frame} {...hintAt(value, maxLength)}>
    {(ids) => (
      <textarea
        {...ids}
        className="input"
        rows={rows}
        maxLength={maxLength}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    )}
  </FieldFrame>
);

export type Choice<Value extends string> = { readonly value: Value; readonly label: string };
type ChoiceProps<Value extends string> = Frame & {
  readonly value: Value;
  readonly choices: readonly Choice<Value>[];
  readonly onChange: (value: Value) => void;
};

export function ChoiceField<Value extends string>({ value, choices, onChange, ...frame }: ChoiceProps<Value>) {
  const choose = (text: string) => {
    const chosen = choices.find((choice) => choice.value === text);
    if (chosen !== undefined) onChange(chosen.value);
  };
  return (
    <FieldFrame {...frame}>
      {(ids) => (
        <select {...ids} className="input" value={value} onChange={(event) => choose(event.target.value)}>
          {choices.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.label}
            </option>
          ))}
        </select>
      )}
    </FieldFrame>
  );
}
