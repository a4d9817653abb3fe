/** Record layouts: each by itself (P340 to P344), and its records against those of its node (P345, P346). */
import {
  bytesOf,
  integerRange,
  isConstant,
  isFieldName,
  type LayoutField,
  recordFields,
} from '../record-layout/index.ts';
import { limits } from '../limits.ts';
import { type Diagnostic, diagnose, type SinkNode, type SourceNode } from '../pipeline/index.ts';
import type { Graph } from './graph.ts';
import { kindAndTitle, titled } from './naming.ts';
import type { Typing } from './typing.ts';

type Declaring = (SourceNode | SinkNode) & { readonly recordLayout: NonNullable<SourceNode['recordLayout']> };

const declaring = (graph: Graph): readonly Declaring[] =>
  graph.flow.filter(
    (node): node is Declaring => (node.kind === 'source' || node.kind === 'sink') && node.recordLayout !== undefined,
  );

export const checkLayouts = (graph: Graph): readonly Diagnostic[] =>
  declaring(graph).flatMap((node) => [
    ...rivals(node),
    ...emptiness(node),
    ...nameFaults(node),
    ...placeFaults(node),
    ...constantFaults(node),
  ]);

function rivals(node: Declaring): readonly Diagnostic[] {
  const snippet = node.kind === 'source' ? node.decode : node.encode;
  if (snippet === null) return [];
  const field = node.kind === 'source' ? 'decode' : 'encode';
  return [
    diagnose('P340', {
      message: `The ${kindAndTitle(node)} has a record layout and ${field === 'decode' ? 'a decode' : 'an encode'} snippet.`,
      remedy: `Remove one of the two: either says what the bytes of a record mean.`,
      node: node.id,
    }),
  ];
}

function emptiness(node: Declaring): readonly Diagnostic[] {
  if (recordFields(node.recordLayout).length > 0) return [];
  return [
    diagnose('P341', {
      message: `The record layout of ${titled(node)} has no field that a record could have.`,
      remedy: 'Add a field with a name and a type; one with a constant is only compared.',
      node: node.id,
    }),
  ];
}

function nameFaults(node: Declaring): readonly Diagnostic[] {
  const { fields } = node.recordLayout;
  return fields.flatMap(({ name }, index) => {
    if (!isFieldName(name)) {
      return [
        diagnose('P342', {
          message: `Field ${index + 1} of the record layout of ${titled(node)} is named ${JSON.stringify(name)}.`,
          remedy:
            'Name it with letters, digits and "_", beginning with a letter; names that every object has are taken.',
          node: node.id,
        }),
      ];
    }
    if (fields.findIndex((other) => other.name === name) === index) return [];
    return [
      diagnose('P342', {
        message: `The record layout of ${titled(node)} has two fields named ${name}.`,
        remedy: 'Give one of them another name.',
        node: node.id,
      }),
    ];
  });
}

function placeFaults(node: Declaring): readonly Diagnostic[] {
  const faults: Diagnostic[] = [];
  let end = 0;
  let sized: LayoutField | null = null;
  for (const field of node.recordLayout.fields) {
    const bytes = bytesOf(field);
    if (sized !== null && field.at !== undefined) faults.push(placedBehind(node, field, sized));
    else if (sized === null && field.at !== undefined && field.at < end) faults.push(overlapping(node, field, end));
    end = Math.max(end, (field.at ?? end) + (bytes ?? 0));
    if (bytes === null) sized ??= field;
  }
  if (end <= limits.frameBytesMax) return faults;
  return [...faults, tooLong(node, end)];
}

const placedBehind = (node: Declaring, field: LayoutField, sized: LayoutField): Diagnostic =>
  diagnose('P343', {
    message: `Field ${field.name} of the record layout of ${titled(node)} has a place of its own behind ${sized.name}, whose length each record tells.`,
    remedy: `Leave its place empty: it begins where the field before it ends.`,
    node: node.id,
  });

const overlapping = (node: Declaring, field: LayoutField, end: number): Diagnostic =>
  diagnose('P343', {
    message: `Field ${field.name} of the record layout of ${titled(node)} begins at byte ${field.at}, and the fields before it end at ${end}.`,
    remedy:
      'List the fields in the order of their bytes, without overlap; leave a place empty to follow the field before.',
    node: node.id,
  });

const tooLong = (node: Declaring, end: number): Diagnostic =>
  diagnose('P343', {
    message: `The record layout of ${titled(node)} is ${end} bytes long, more than the ${limits.frameBytesMax} of a frame.`,
    remedy: 'Correct the places of its fields.',
    node: node.id,
  });

const constantFaults = (node: Declaring): readonly Diagnostic[] =>
  node.recordLayout.fields
    .filter((field) => isConstant(field) && !canHold(field))
    .map((field) =>
      diagnose('P344', {
        message: `Field ${field.name} of the record layout of ${titled(node)} always has ${constantOf(field)}, which ${field.type} cannot hold.`,
        remedy: 'Choose another constant, or a type with more bytes.',
        node: node.id,
      }),
    );

const constantOf = (field: LayoutField): string => ('equals' in field ? String(field.equals) : '');

function canHold(field: LayoutField): boolean {
  if (!isConstant(field)) return true;
  if (field.type === 'f32') return Math.fround(field.equals) === field.equals;
  const range = integerRange(field.type);
  return (
    range === null || (Number.isInteger(field.equals) && field.equals >= range.least && field.equals <= range.greatest)
  );
}

/** What a layout gives or takes against what the node is given or declares; only for layouts that hold together. */
export function checkLayoutTypes({ project, types }: Typing): readonly Diagnostic[] {
  return declaring(project.graph).flatMap((node) => {
    const layout = types.contractType(node.id, 'RecordLayout');
    if (layout === null) return [];
    if (node.kind === 'source') {
      const record = types.contractType(node.id, 'Out');
      if (record === null || types.checker.isTypeAssignableTo(layout, record)) return [];
      return [
        diagnose('P345', {
          message: `The record layout of ${titled(node)} gives ${types.text(layout)}, and the source’s records are ${types.text(record)}.`,
          remedy: 'Give both the same fields, or remove the record type: then the layout tells it.',
          node: node.id,
        }),
      ];
    }
    return (project.inputs.get(node.id) ?? []).flatMap((edge, index) => {
      const given = types.contractType(node.id, `In${index}`);
      if (given === null || types.checker.isTypeAssignableTo(given, layout)) return [];
      return [
        diagnose('P346', {
          message: `${titled(node)} is given ${types.text(given)}, and its record layout writes ${types.text(layout)}.`,
          remedy: 'Name the fields of the record layout as the records have them, or put a computation in between.',
          node: node.id,
          edge,
        }),
      ];
    });
  });
}
