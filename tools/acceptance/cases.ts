/** What every runner of the applications must get right: each application with each of its formats, in and out. */
import type { Application, Inputs } from '../inputs/applications.ts';
import { applicationNamed } from '../inputs/applications.ts';
import type { InputFormat } from '../inputs/formats.ts';
import type { Wiring } from './compiled-example.ts';

export type Case = {
  readonly title: string;
  readonly name: string;
  readonly application: Application;
  readonly format: InputFormat;
  readonly wiring: Wiring;
  /** Source node -> bytes; empty where generators make the records. */
  readonly inputs: Inputs;
  readonly records: number;
};

/** How much goes in: enough that each of 350 symbols is met, little enough that a simulation ends in a second. */
export function makeCases(records: number): readonly Case[] {
  return [
    ...['market-spread', 'market-spread-merged'].flatMap((name) => [
      fed({ name, format: 'framed', sink: 'framed', records }),
      fed({ name, format: 'ndjson', sink: 'ndjson', records }),
      fed({ name, format: 'csv', sink: 'framed', records }),
    ]),
    fed({ name: 'market-spread-layout', format: 'framed', sink: 'framed', records }),
    fed({ name: 'alphabet', format: 'framed', sink: 'lines', records }),
    fed({ name: 'word-count', format: 'lines', sink: 'lines', records }),
    fed({ name: 'word-count', format: 'framed', sink: 'lines', records }),
    fed({ name: 'celsius', format: 'framed', sink: 'lines', records }),
    fed({ name: 'reverse', format: 'lines', sink: 'lines', records }),
    fed({ name: 'sequence-window', format: 'framed', sink: 'lines', records }),
    generated('sequence-window', records),
    generated('alerts-stateless', records),
    generated('alerts-stateful', records),
  ];
}

type Fed = {
  readonly name: string;
  readonly format: InputFormat;
  readonly sink: InputFormat;
  readonly records: number;
};

function fed({ name, format, sink, records }: Fed): Case {
  const application = applicationNamed(name);
  const inputs = application.make({ records, seed: 11, format, rejectedShare: 0.05, flicker: 0.1 });
  return {
    title: `${name}, ${format} in and ${sink} out`,
    name,
    application,
    format,
    wiring: { source: { format }, sink },
    inputs,
    records,
  };
}

function generated(name: string, records: number): Case {
  const wiring: Wiring = { source: { count: records }, sink: 'lines' };
  return {
    title: `${name}, generated`,
    name,
    application: applicationNamed(name),
    format: 'lines',
    wiring,
    inputs: new Map(),
    records,
  };
}

export type Run = { readonly actual: Uint8Array; readonly concurrent: boolean };

/** Null where the output of a run is right. */
export const judge = (
  { application, format, inputs, records, wiring }: Case,
  { actual, concurrent }: Run,
): string | null =>
  application.judge({ inputs, format, actual, actualFormat: wiring.sink, generated: records, concurrent });
