/** Settings of one node: its name, what the catalogue lets set on its kind, where it leads, and its live numbers. */
import { nodeKinds, type Parameter, parametersOf } from '@potoroo/shared/catalogue';
import { limits } from '@potoroo/shared/limits';
import type { Format, Pipeline, PipelineNode } from '@potoroo/shared/pipeline';
import { unreachable } from '@potoroo/shared/assert';
import { nodeId } from '@potoroo/shared/ids';
import { LiveTable } from '../../run/live-table.tsx';
import { NodeNumbers } from '../../run/node-numbers.tsx';
import { useShownRun } from '../../run/shown-run.ts';
import { Button } from '../../ui/button.tsx';
import { AreaField, type Choice, ChoiceField, DraftField } from '../../ui/field.tsx';
import { removeSelected } from '../canvas/canvas-actions.ts';
import { kindColours } from '../canvas/nodes/node-parts.tsx';
import { SnippetField } from '../code/snippet-field.tsx';
import { useFolders } from '../files/granted-folders.ts';
import { foldersText } from '../files/outside-files.ts';
import { titleOf } from '../graph/add-node.ts';
import { canBeTried, TryIt } from '../trying/try-it.tsx';
import { Connections } from './connections.tsx';
import { changeConnector, changeConnectorOption, changeNote, changeState, renameNode } from './node-changes.ts';
import { numberFault, numberOf, numberText, textFault } from './number-faults.ts';
import { RecordLayoutField } from './record-layout-field.tsx';
import { RecordTypeField } from './record-type-field.tsx';
import { ProblemList } from '../problems/problem-list.tsx';

type NodeSettingsProps = { readonly node: PipelineNode; readonly pipeline: Pipeline };

export function NodeSettings({ node, pipeline }: NodeSettingsProps) {
  const isShown = useShownRun();
  return (
    <>
      <header className="inspector-head">
        <p>
          <i style={{ background: kindColours[node.kind] }} />
          {titleOf(node)}
        </p>
        <input
          className="name-input"
          aria-label="Name of the node"
          value={node.name}
          maxLength={limits.nameCharsMax}
          spellCheck={false}
          onChange={(event) => renameNode(node.id, event.target.value)}
        />
      </header>
      <div className="inspector-body">
        <p className="quiet">{nodeKinds[node.kind].help}</p>
        {isShown && node.kind === 'sink' && node.connector.type === 'live' && <LiveTable node={node} />}
        {settingGroups(parametersOf(node)).map((group) => (
          <div key={group.map(({ field }) => field).join()} className={group.length > 1 ? 'field-row' : undefined}>
            {group.map((parameter) => (
              <Setting key={parameter.field} node={node} pipeline={pipeline} parameter={parameter} />
            ))}
          </div>
        ))}
        <ProblemList of={node.id} />
        {canBeTried(node) && <TryIt node={node} />}
        {isShown && <NodeNumbers node={node} />}
        <Connections node={node} pipeline={pipeline} />
        <footer className="inspector-foot">
          <span className="quiet">
            id <code className="mono">{node.id}</code>
          </span>
          <Button look="danger" icon="bin" onClick={removeSelected}>
            Delete node
          </Button>
        </footer>
      </div>
    </>
  );
}

/** Short fields stand side by side. */
function settingGroups(parameters: readonly Parameter[]): readonly (readonly Parameter[])[] {
  const isShort = ({ type }: Parameter) => type === 'number' || type === 'format';
  return parameters.reduce<Parameter[][]>((groups, parameter) => {
    const last = groups.at(-1);
    if (last !== undefined && last.length < 2 && isShort(parameter) && last.every(isShort)) last.push(parameter);
    else groups.push([parameter]);
    return groups;
  }, []);
}

const formats: readonly Choice<Format>[] = [
  { value: 'lines', label: 'Lines' },
  { value: 'ndjson', label: 'NDJSON' },
  { value: 'csv', label: 'CSV with header' },
  { value: 'framed', label: 'Frames' },
];

type SettingProps = NodeSettingsProps & { readonly parameter: Parameter };

function Setting({ node, pipeline, parameter }: SettingProps) {
  const { title: label, help: hint } = parameter;
  const folders = useFolders((state) => state.folders);
  switch (parameter.type) {
    case 'number':
      return (
        <DraftField
          mono
          label={label}
          hint={hint}
          value={numberText(connectorNumber(node, parameter.field))}
          faultOf={(text) => numberFault(text, parameter)}
          onChange={(text) => changeConnector(node.id, parameter.field, numberOf(text))}
        />
      );
    case 'text':
      return (
        <DraftField
          mono
          label={label}
          hint={parameter.field === 'path' ? foldersText(folders, hint) : hint}
          value={connectorText(node, parameter.field)}
          faultOf={(text) => textFault(text, parameter)}
          onChange={(text) => changeConnector(node.id, parameter.field, text)}
        />
      );
    case 'format':
      return (
        <ChoiceField
          label={label}
          value={formatOf(node)}
          choices={formats}
          onChange={(format) => changeConnector(node.id, 'format', format)}
        />
      );
    case 'choice':
      return <OptionChoice node={node} parameter={parameter} />;
    case 'layout':
      return isConnected(node) ? <RecordLayoutField node={node} parameter={parameter} /> : null;
    case 'state':
      return node.kind === 'state-computation' ? <StateChoice node={node} pipeline={pipeline} label={label} /> : null;
    case 'note':
      return node.kind === 'note' ? (
        <AreaField
          label={label}
          rows={6}
          maxLength={limits.noteCharsMax}
          value={node.text}
          onChange={(text) => changeNote(node.id, text)}
        />
      ) : null;
    case 'snippet':
      return parameter.field === 'recordType' && node.kind === 'source' ? (
        <RecordTypeField node={node} parameter={parameter} />
      ) : (
        <SnippetField node={node} parameter={parameter} />
      );
    default:
      return unreachable(parameter);
  }
}

type OptionChoiceProps = {
  readonly node: PipelineNode;
  readonly parameter: Extract<Parameter, { type: 'choice' }>;
};

function OptionChoice({ node, parameter: { field, title, choices, help } }: OptionChoiceProps) {
  const usual = choices[0]?.value ?? '';
  const value: unknown = isConnected(node) ? Reflect.get(node.connector, field) : undefined;
  return (
    <ChoiceField
      label={title}
      hint={help}
      value={typeof value === 'string' ? value : usual}
      choices={choices}
      onChange={(chosen) => changeConnectorOption(node.id, field, chosen === usual ? undefined : chosen)}
    />
  );
}

type StateChoiceProps = {
  readonly node: PipelineNode & { readonly kind: 'state-computation' };
  readonly pipeline: Pipeline;
  readonly label: string;
};

function StateChoice({ node, pipeline, label }: StateChoiceProps) {
  const choices = pipeline.nodes
    .filter(({ kind }) => kind === 'state')
    .map(({ id, name }) => ({ value: String(id), label: name }));
  if (choices.length < 2) return null;
  return (
    <ChoiceField
      label={label}
      value={node.state}
      choices={choices}
      onChange={(id) => changeState(node.id, nodeId(id))}
    />
  );
}

type Connected = PipelineNode & { readonly kind: 'source' | 'sink' };
const isConnected = (node: PipelineNode): node is Connected => node.kind === 'source' || node.kind === 'sink';

function connectorNumber(node: PipelineNode, field: 'port' | 'rate' | 'count'): number | null {
  const value: unknown = isConnected(node) ? Reflect.get(node.connector, field) : null;
  return typeof value === 'number' ? value : null;
}

function connectorText(node: PipelineNode, field: 'path' | 'host'): string {
  const value: unknown = isConnected(node) ? Reflect.get(node.connector, field) : null;
  return typeof value === 'string' ? value : '';
}

const formatOf = (node: PipelineNode): Format =>
  isConnected(node) && 'format' in node.connector ? node.connector.format : 'lines';
