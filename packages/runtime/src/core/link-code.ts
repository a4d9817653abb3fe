/**
 * The code that the core makes for a topology, as text for a person: what takes a record to its key's object, here or over a link, and
 * the codecs of records that are as their type says. A link learns the shapes of all other records when they come.
 */
import { expectedLineShape, lineMeasureCode, linePlaceCode } from '@potoroo/shared/record-layout';
import type { Exchange, SourceStage, Topology } from '@potoroo/shared/topology';
import type { KeyPlace } from '../api/index.ts';
import { makeSend } from './exchange/hash-outlet.ts';
import type { Shape } from './exchange/record-shape.ts';
import { decoderCode, encoderCode } from './exchange/shape-codec.ts';
import { canGoByBytes, sendByBytesCode } from './exchange/ways-by-bytes.ts';
import { makeApplying, makeMeetFrame, makeReading } from './stages/meeting.ts';

export type CodeSection = { readonly title: string; readonly code: string };

/** That of the first shape that a link learns. */
const firstTag = 4;

/** `placeOf`: where the key of a source's records lies in their bytes, where they go that way. */
export function linkCode(
  topology: Topology,
  placeOf: (stage: SourceStage) => Pick<KeyPlace, 'at' | 'bytes' | 'layout'> | null,
): readonly CodeSection[] {
  const hashed = topology.exchanges.filter(({ kind }) => kind === 'hash');
  const inputs = topology.stages.flatMap((stage) => (stage.kind === 'keyed' ? stage.inputs : []));
  const meetings = inputs.map(({ onlyReads }) => (onlyReads === true ? makeReading : makeApplying));
  const made = hashed.length === 0 ? [] : [makeSend, makeMeetFrame, ...new Set(meetings)];
  return [
    ...hashed.flatMap((exchange) => sectionsOf(topology, exchange, placeOf)),
    ...made.map((make) => ({ title: `made anew for each use: ${make.name}`, code: make.toString() })),
  ];
}

function sectionsOf(
  { stages }: Topology,
  exchange: Exchange,
  placeOf: (stage: SourceStage) => Pick<KeyPlace, 'at' | 'bytes' | 'layout'> | null,
): readonly CodeSection[] {
  const from = stages[exchange.from];
  if (from?.kind !== 'source') return [];
  const title = `exchange ${exchange.id}, from ${from.node}:`;
  const place = placeOf(from);
  if (place !== null && canGoByBytes(place))
    return [{ title: `${title} finds the object of a key by the key's bytes`, code: sendByBytesCode(place) }];
  if (from.lazy === true) return forwarded(title, from);
  const shape = shapeOf(from, exchange);
  if (shape === null) return [];
  return [
    { title: `${title} writes a record that is as its type says to a link`, code: encoderCode(shape, firstTag) },
    { title: `${title} reads it there`, code: decoderCode(shape) },
  ];
}

/** Of records that stay bytes: those of a layout are copied as they are, behind one byte. */
function forwarded(title: string, { shape, recordLayout }: SourceStage): readonly CodeSection[] {
  const line = recordLayout === undefined ? expectedLineShape(shape) : null;
  if (line === null) return [];
  return [
    { title: `${title} the lengths that go to a link in front of a line`, code: lineMeasureCode(line) },
    { title: `${title} finds the fields of that line there`, code: linePlaceCode(line) },
  ];
}

/** Of records that leave the source as they came. */
function shapeOf({ shape, outputs, steps }: SourceStage, { id }: Exchange): Shape | null {
  const leavesAsItCame = outputs.some((output) => {
    const step = steps[output];
    return step?.type === 'key' && step.exchanges.includes(id);
  });
  if (!leavesAsItCame || shape === null) return null;
  const fields = shape.fields.flatMap(({ name, type, optional }): Shape[number][] =>
    type === 'other' || optional ? [] : [{ name, kind: type }],
  );
  return fields.length === shape.fields.length && fields.length > 0 ? fields : null;
}
