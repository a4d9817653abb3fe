/** Settings of nodes changed through the history: one edit per change, quick changes of one field merged into one step. */
import type { ConnectorOption } from '@potoroo/shared/catalogue';
import type { NodeId } from '@potoroo/shared/ids';
import type { Fixture, PipelineNode, SnippetField } from '@potoroo/shared/pipeline';
import type { RecordLayout } from '@potoroo/shared/record-layout';
import { notify } from '../../ui/notices.tsx';
import { apply, useDocument } from '../document/document-store.ts';

export type SettingField = 'path' | 'host' | 'port' | 'rate' | 'count' | 'format';
export type SettingValue = string | number | null;

export const renameNode = (node: NodeId, name: string): void =>
  perform(apply({ type: 'rename-node', node, name }, `name ${node}`));

export const changeConnector = (id: NodeId, field: SettingField, value: SettingValue): void =>
  change(id, field, (node) => {
    if (node.kind === 'source') return { ...node, connector: { ...node.connector, [field]: value } };
    if (node.kind === 'sink') return { ...node, connector: { ...node.connector, [field]: value } };
    return node;
  });

/** Of what is usual the document says nothing. */
export const changeConnectorOption = (id: NodeId, field: ConnectorOption, value: string | undefined): void =>
  change(id, field, (node) => {
    if (node.kind !== 'source' && node.kind !== 'sink') return node;
    const rest = Object.fromEntries(Object.entries(node.connector).filter(([name]) => name !== field));
    // The catalogue offers an option, and its values, only where the connector has it.
    return { ...node, connector: value === undefined ? rest : { ...rest, [field]: value } } as PipelineNode;
  });

export const changeSnippet = (id: NodeId, field: SnippetField, text: string | null): void =>
  change(id, field, (node) => (field in node ? { ...node, [field]: text } : node));

export const changeNote = (id: NodeId, text: string): void =>
  change(id, 'text', (node) => (node.kind === 'note' ? { ...node, text } : node));

export const changeState = (id: NodeId, state: NodeId): void =>
  change(id, 'state', (node) => (node.kind === 'state-computation' ? { ...node, state } : node));

export const changeRecordLayout = (id: NodeId, recordLayout: RecordLayout | undefined): void =>
  change(id, 'recordLayout', (node) => {
    if (node.kind !== 'source' && node.kind !== 'sink') return node;
    const { recordLayout: _before, ...rest } = node;
    return recordLayout === undefined ? rest : { ...rest, recordLayout };
  });

/** Merged into the step before only where `part` says that it is the same doing: typing a name. */
export const changeFixtures = (id: NodeId, fixtures: readonly Fixture[], part: string = crypto.randomUUID()): void =>
  change(id, `fixtures ${part}`, (node) => {
    const { fixtures: _before, ...rest } = node;
    return fixtures.length === 0 ? rest : { ...rest, fixtures };
  });

export const snippetOf = (node: PipelineNode, field: SnippetField): string | null => {
  const text: unknown = Reflect.get(node, field);
  return typeof text === 'string' ? text : null;
};

function change(id: NodeId, field: string, changed: (node: PipelineNode) => PipelineNode): void {
  const node = useDocument.getState().pipeline?.nodes.find((each) => each.id === id);
  if (node !== undefined) perform(apply({ type: 'change-node', node: changed(node) }, `${field} ${id}`));
}

function perform(fault: ReturnType<typeof apply>): void {
  if (fault !== null) notify({ tone: 'bad', message: fault.message, remedy: fault.remedy });
}
