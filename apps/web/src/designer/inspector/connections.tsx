/** Where a node's records come from and lead to, and the Connect command: everything a drag on the canvas can do, without one. */
import { type NodeId, nodeId } from '@potoroo/shared/ids';
import type { Pipeline, PipelineEdge, PipelineNode } from '@potoroo/shared/pipeline';
import { useState } from 'react';
import { Button, IconButton } from '../../ui/button.tsx';
import { ChoiceField } from '../../ui/field.tsx';
import { connectNodes, disconnect } from '../canvas/canvas-actions.ts';
import { typeFaultBetween } from '../code/assignability.ts';
import { useCheck } from '../code/check-store.ts';
import { hasInput, hasOutput, possibleTargets } from '../graph/connection-rules.ts';
import { shownName } from '../graph/names.ts';

type ConnectionsProps = { readonly node: PipelineNode; readonly pipeline: Pipeline };

export function Connections({ node, pipeline }: ConnectionsProps) {
  if (!hasInput(node.kind) && !hasOutput(node.kind)) return null;
  const arriving = pipeline.edges.filter(({ to }) => to === node.id);
  const departing = pipeline.edges.filter(({ from }) => from === node.id);
  return (
    <section className="connections" aria-label="Connections">
      <h3 className="section-title">Connections</h3>
      <ul className="plain-list">
        {arriving.map((edge) => (
          <Connection key={edge.id} edge={edge} word="from" name={nameIn(pipeline, edge.from)} />
        ))}
        {departing.map((edge) => (
          <Connection key={edge.id} edge={edge} word="to" name={nameIn(pipeline, edge.to)} />
        ))}
        {arriving.length + departing.length === 0 && <li className="quiet">Not connected yet.</li>}
      </ul>
      {hasOutput(node.kind) && <ConnectCommand node={node} pipeline={pipeline} />}
    </section>
  );
}

type ConnectionProps = { readonly edge: PipelineEdge; readonly word: 'from' | 'to'; readonly name: string };

const Connection = ({ edge, word, name }: ConnectionProps) => (
  <li className="connection">
    <span className="quiet">{word}</span> {name}
    <IconButton icon="close" label={`Disconnect ${word} ${name}`} onClick={() => disconnect([edge.id])} />
  </li>
);

function ConnectCommand({ node, pipeline }: ConnectionsProps) {
  useCheck(({ ports }) => ports);
  const targets = possibleTargets(pipeline, node.id).filter(({ id }) => typeFaultBetween(node.id, id) === null);
  const [chosen, choose] = useState<NodeId | null>(null);
  const target = targets.find(({ id }) => id === chosen) ?? targets[0];
  if (target === undefined) return <p className="quiet">There is nothing else it could lead to.</p>;
  return (
    <div className="connect-command">
      <ChoiceField
        label="Connect to…"
        value={String(target.id)}
        choices={targets.map(({ id }) => ({ value: String(id), label: nameIn(pipeline, id) }))}
        onChange={(id) => choose(nodeId(id))}
      />
      <Button icon="connect" onClick={() => connectNodes({ from: node.id, to: target.id })}>
        Connect
      </Button>
    </div>
  );
}

/** Two nodes may have the same name; then the id tells them apart. */
function nameIn({ nodes }: Pipeline, id: NodeId): string {
  const found = nodes.find((node) => node.id === id);
  const name = found === undefined ? id : shownName(found);
  return nodes.filter((node) => shownName(node) === name).length > 1 ? `${name} (${id})` : name;
}
