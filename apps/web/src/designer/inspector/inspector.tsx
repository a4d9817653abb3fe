/** The panel on the right: settings of what is selected, or of the document where nothing is. */
import type { PipelineNode } from '@potoroo/shared/pipeline';
import { useEffect, useState } from 'react';
import { CommandButton } from '../../commands/command-button.tsx';
import { Button } from '../../ui/button.tsx';
import { counted } from '../../ui/numbers.ts';
import { alignCommands, distributeCommands } from '../arranging/arrange-commands.ts';
import { removeSelected } from '../canvas/canvas-actions.ts';
import { selectedIn, useFlow } from '../canvas/flow-store.ts';
import { useDocument } from '../document/document-store.ts';
import { useProject } from '../document/project-store.ts';
import { shownName } from '../graph/names.ts';
import { DocumentSettings } from './document-settings.tsx';
import { EdgeSettings } from './edge-settings.tsx';
import { NodeSettings } from './node-settings.tsx';

export function Inspector() {
  return (
    <aside className="inspector" aria-label="Inspector">
      <Selected />
    </aside>
  );
}

function Selected() {
  const pipeline = useDocument((state) => state.pipeline);
  // As text, so that a drag, which changes where nodes are and not which are selected, draws nothing here.
  const selected = useFlow((state) => JSON.stringify(selectedIn(state)));
  const isDragging = useFlow((state) => state.dragging);
  const [selection, show] = useState(() => selectedIn(useFlow.getState()));
  // A drag selects what it takes. What there is to say about it is drawn when it is let go: it would hold up the drag.
  useEffect(() => {
    if (!isDragging) show(selectedIn(useFlow.getState()));
  }, [selected, isDragging]);
  if (pipeline === null) return <NoProject />;
  const chosen = pipeline.nodes.filter(({ id }) => selection.nodes.includes(id));
  const [first] = chosen;
  if (chosen.length + selection.edges.length > 1) return <Several nodes={chosen} edges={selection.edges.length} />;
  if (first !== undefined) return <NodeSettings key={first.id} node={first} pipeline={pipeline} />;
  const edge = pipeline.edges.find(({ id }) => selection.edges.includes(id));
  return edge === undefined ? (
    <DocumentSettings pipeline={pipeline} />
  ) : (
    <EdgeSettings edge={edge} pipeline={pipeline} />
  );
}

/** While one is being opened there is nothing to ask for. */
function NoProject() {
  const isOpening = useProject(({ beginning }) => beginning.phase === 'underway');
  if (isOpening) return null;
  return (
    <div className="inspector-body">
      <p className="quiet">Open a project to see and change its settings here.</p>
    </div>
  );
}

function Several({ nodes, edges }: { readonly nodes: readonly PipelineNode[]; readonly edges: number }) {
  return (
    <>
      <header className="inspector-head">
        <p>Selection</p>
        <h2>
          {counted(nodes.length, 'node')}, {counted(edges, 'edge')}
        </h2>
      </header>
      <div className="inspector-body">
        <ul className="plain-list">
          {nodes.map((node) => (
            <li key={node.id}>{shownName(node)}</li>
          ))}
        </ul>
        {nodes.length > 1 && (
          <div className="arrange" role="toolbar" aria-label="Arrange">
            {[...alignCommands, ...distributeCommands].map(({ icon, command }) => (
              <CommandButton key={icon} icon={icon} of={command} />
            ))}
          </div>
        )}
        <Button look="danger" icon="bin" onClick={removeSelected}>
          Delete all of them
        </Button>
      </div>
    </>
  );
}
