/**
 * The record type of a source. Where nothing tells it, records that were seen in a run can: the type is written from them into
 * the shared types, as one step, and everything behind the source is checked and completed by it.
 */
import type { Parameter } from '@potoroo/shared/catalogue';
import type { PipelineNode } from '@potoroo/shared/pipeline';
import { useSeen } from '../../run/seen-store.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { announce } from '../../ui/notices.tsx';
import { counted } from '../../ui/numbers.ts';
import { useLeavingWanted } from '../code/seen-records.ts';
import { typeName, typeOfRecords } from '../code/type-of-records.ts';
import { apply, useDocument } from '../document/document-store.ts';
import { draftOf, editOf, extended } from '../graph/draft.ts';
import { changeSnippet } from './node-changes.ts';

type Source = Extract<PipelineNode, { kind: 'source' }>;
type RecordTypeFieldProps = { readonly node: Source; readonly parameter: Parameter & { readonly type: 'snippet' } };

export function RecordTypeField({ node, parameter: { title, help } }: RecordTypeFieldProps) {
  const { connector, recordType } = node;
  const isUntold = recordType === null && 'format' in connector && /^(ndjson|csv)$/.test(connector.format);
  return (
    <>
      <TextField
        mono
        label={title}
        hint={help}
        value={recordType ?? ''}
        placeholder="told by the snippet"
        onChange={(text) => changeSnippet(node.id, 'recordType', text.trim() === '' ? null : text)}
      />
      {isUntold && <FromSeen node={node} />}
    </>
  );
}

function FromSeen({ node }: { readonly node: Source }) {
  const records = useSeen((state) => state.records.get(node.id)) ?? [];
  useLeavingWanted(node.id);
  if (records.length === 0)
    return <p className="field-hint">Run it: from records that are seen, the type can be written for you.</p>;
  return (
    <Button icon="computation" onClick={() => takeType(node, records)}>
      Write the type from {counted(records.length, 'record')} seen
    </Button>
  );
}

function takeType(node: Source, records: readonly string[]): void {
  const { pipeline } = useDocument.getState();
  const type = typeOfRecords(records);
  if (pipeline === null || type === null) return;
  const name = typeName(node.name, pipeline.types);
  const before = pipeline.types.trimEnd();
  const types = `${before}${before === '' ? '' : '\n\n'}type ${name} = ${type};\n`;
  const declared = extended(draftOf(pipeline), { type: 'set-types', types });
  apply(editOf(extended(declared, { type: 'change-node', node: { ...node, recordType: name } })));
  announce(`${name} is declared in the shared types.`);
}
