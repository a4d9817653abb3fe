/**
 * The first pass: whether the drawn graph can be a topology at all (P2xx). Every check looks at the whole graph and reports
 * all its findings; none stops another. Types are the business of `type-checks.ts`, loops that of `cycle-checks.ts`.
 */
import type { NodeId } from '../ids.ts';
import { type Diagnostic, diagnose, integrityFaults, type PipelineEdge, type PipelineNode } from '../pipeline/index.ts';
import { cycles, selfFeedingStages } from './cycle-checks.ts';
import { type FlowNode, type Graph, groupedBy, reachable } from './graph.ts';
import { kindAndTitle, titled } from './naming.ts';

type Check = (graph: Graph) => readonly Diagnostic[];

export function checkGraph(graph: Graph): readonly Diagnostic[] {
  return [...integrityFaults(graph.pipeline), ...checks.flatMap((check) => check(graph))];
}

const emptiness: Check = ({ flow }) => {
  if (flow.length === 0) {
    return [
      diagnose('P201', {
        message: 'The pipeline is empty.',
        remedy: 'Add a source, a state computation and a sink, or open a template.',
      }),
    ];
  }
  if (flow.some((node) => node.kind === 'source')) return [];
  return [
    diagnose('P220', {
      message: 'The pipeline has no source.',
      remedy: 'Add a source and connect it to the first step.',
    }),
  ];
};

const doubledEdges: Check = ({ pipeline, nodes }) =>
  pipeline.edges.flatMap((edge, index) => {
    const from = nodes.get(edge.from);
    const to = nodes.get(edge.to);
    const isSecond = pipeline.edges.findIndex((other) => isSameConnection(other, edge)) < index;
    return isSecond && from !== undefined && to !== undefined ? [doubled(edge, from, to)] : [];
  });

const isSameConnection = (one: PipelineEdge, other: PipelineEdge) => one.from === other.from && one.to === other.to;

const doubled = (edge: PipelineEdge, from: PipelineNode, to: PipelineNode): Diagnostic =>
  diagnose('P205', {
    message: `${titled(from)} is connected to ${titled(to)} twice.`,
    remedy: 'Remove one of the two edges: a record travels once.',
    edge: edge.id,
  });

const misplacedEdges: Check = ({ pipeline, nodes }) =>
  pipeline.edges.flatMap((edge) => {
    const from = nodes.get(edge.from);
    const to = nodes.get(edge.to);
    if (from === undefined || to === undefined) return [];
    return misplaced(edge, from, to) ?? [];
  });

/** An edge between kinds of nodes that cannot be connected. */
function misplaced(edge: PipelineEdge, from: PipelineNode, to: PipelineNode): Diagnostic | null {
  const apart = [from, to].find((node) => node.kind === 'state' || node.kind === 'note');
  if (apart !== undefined) return atStateOrNote(edge, apart);
  if (from.kind === 'sink') {
    return diagnose('P206', {
      message: `${titled(to)} comes after the sink ${titled(from)}, and nothing can: records leave the pipeline there.`,
      remedy: `Connect ${titled(to)} to the step before the sink.`,
      node: to.id,
      edge: edge.id,
    });
  }
  if (to.kind === 'source') {
    return diagnose('P207', {
      message: `${titled(from)} leads into the source ${titled(to)}, and a source has no input.`,
      remedy: 'Remove the edge; to merge two flows, connect both to the same next step.',
      node: to.id,
      edge: edge.id,
    });
  }
  if (from.kind === 'key' && to.kind !== 'state-computation') {
    return diagnose('P210', {
      message: `The key function ${titled(from)} leads to the ${kindAndTitle(to)}; only state computations take keyed records.`,
      remedy: `Connect ${titled(from)} to a state computation, or connect ${titled(to)} to the step before the key function.`,
      node: from.id,
      edge: edge.id,
    });
  }
  if (to.kind === 'state-computation' && from.kind !== 'key') {
    return diagnose('P211', {
      message: `The state computation ${titled(to)} gets records from ${titled(from)} that have no key.`,
      remedy: `Put a key function between ${titled(from)} and ${titled(to)}: it decides which state object a record meets.`,
      node: to.id,
      edge: edge.id,
    });
  }
  return null;
}

const atStateOrNote = (edge: PipelineEdge, node: PipelineNode): Diagnostic =>
  diagnose('P208', {
    message: `An edge touches the ${kindAndTitle(node)}, which no record passes through.`,
    remedy:
      node.kind === 'state'
        ? 'Connect to a state computation of that state instead.'
        : 'Remove the edge; notes are for readers.',
    node: node.id,
    edge: edge.id,
  });

const keysWithoutState: Check = (graph) =>
  graph.flow
    .filter((node) => node.kind === 'key' && graph.outgoing(node.id).length === 0)
    .map((node) =>
      diagnose('P209', {
        message: `No state computation follows the key function ${titled(node)}.`,
        remedy:
          'Connect it to a state computation, or remove it: a key only decides which state object a record meets.',
        node: node.id,
      }),
    );

const missingStates: Check = ({ flow, states }) =>
  flow
    .filter((node) => node.kind === 'state-computation')
    .filter((node) => !states.has(node.state))
    .map((node) =>
      diagnose('P212', {
        message: `The state computation ${titled(node)} names the state "${node.state}", which does not exist.`,
        remedy: 'Choose one of the pipeline’s states for it, or add the state.',
        node: node.id,
      }),
    );

const leadsOnwards = (graph: Graph, id: NodeId): boolean => {
  const ahead = reachable([id], (each) => graph.successors(each).map((node) => node.id));
  return graph.flow.some((node) => ahead.has(node.id) && isEnd(node));
};

/** A key function counts: that no state computation follows it is told at the key function. */
const isEnd = (node: FlowNode) => node.kind === 'sink' || node.kind === 'state-computation' || node.kind === 'key';

const sourcesWithoutWay: Check = (graph) =>
  graph.flow
    .filter((node) => node.kind === 'source' && !leadsOnwards(graph, node.id))
    .map((node) =>
      diagnose('P213', {
        message: `The source ${titled(node)} has no way to a sink or a state.`,
        remedy: 'Connect it to a sink, or through a key function to a state computation.',
        node: node.id,
      }),
    );

/** Follows misplaced edges too: they are told already. */
const unreachedNodes: Check = ({ pipeline, flow }) => {
  const sources = flow.filter((node) => node.kind === 'source').map((node) => node.id);
  const drawn = groupedBy(pipeline.edges, (edge) => edge.from);
  const reached = reachable(sources, (id) => (drawn.get(id) ?? []).map((edge) => edge.to));
  return flow
    .filter((node) => !reached.has(node.id))
    .map((node) =>
      diagnose('P214', {
        message: `No source reaches the ${kindAndTitle(node)}.`,
        remedy: 'Connect it to a flow, or remove it; it takes no part in a run.',
        node: node.id,
      }),
    );
};

const unusedStates: Check = ({ flow, states }) => {
  const used = new Set(flow.flatMap((node) => (node.kind === 'state-computation' ? [node.state] : [])));
  return [...states.values()]
    .filter((state) => !used.has(state.id))
    .map((state) =>
      diagnose('P217', {
        message: `No state computation uses the state ${titled(state)}.`,
        remedy: 'Put a state computation into it, or remove it.',
        node: state.id,
      }),
    );
};

/** Quiet where the source is already told that it has no way to go. */
const idleComputations: Check = (graph) =>
  graph.flow
    .filter((node) => node.kind === 'computation' && graph.reached.has(node.id) && graph.outgoing(node.id).length === 0)
    .filter((node) => feedingSources(graph, node.id).some((source) => leadsOnwards(graph, source)))
    .map((node) =>
      diagnose('P218', {
        message: `The results of the computation ${titled(node)} go nowhere.`,
        remedy: 'Connect it to a next step, or remove it.',
        node: node.id,
      }),
    );

function feedingSources(graph: Graph, id: NodeId): readonly NodeId[] {
  const behind = reachable([id], (each) => graph.predecessors(each).map((node) => node.id));
  return graph.flow.filter((node) => node.kind === 'source' && behind.has(node.id)).map((node) => node.id);
}

const generatorsWithoutSnippet: Check = ({ flow }) =>
  flow
    .filter((node) => node.kind === 'source' && node.connector.type === 'generator' && node.generate === null)
    .map((node) =>
      diagnose('P219', {
        message: `The generator ${titled(node)} has no generate snippet.`,
        remedy: 'Write one, such as (index) => ({ id: index }), or choose another connector.',
        node: node.id,
      }),
    );

const idsWithoutRoom: Check = ({ flow }) =>
  flow
    .filter((node) => node.kind === 'sink' && node.connector.type === 'tcp' && node.connector.ids !== undefined)
    .filter((node) => node.kind === 'sink' && 'format' in node.connector && node.connector.format !== 'framed')
    .map((node) =>
      diagnose('P221', {
        message: `The sink ${titled(node)} has ids, and no frames to carry them.`,
        remedy: 'Choose the format framed, or no ids.',
        node: node.id,
      }),
    );

/** Key functions are left out: several flows are often keyed by one thing, and are called by it. */
const sharedNames: Check = ({ flow, states }) => {
  const named = [...flow, ...states.values()].filter((node) => node.kind !== 'key' && node.name.trim() !== '');
  return [...groupedBy(named, (node) => node.name.trim()).values()].flatMap(([first, ...others]) =>
    others
      .filter((node) => first !== undefined && node.id !== first.id)
      .map((node) =>
        diagnose('P222', {
          message: `The ${kindAndTitle(node)} has the name of another node: numbers, problems and logs cannot tell the two apart.`,
          remedy: 'Rename one of them.',
          node: node.id,
        }),
      ),
  );
};

const checks: readonly Check[] = [
  emptiness,
  misplacedEdges,
  doubledEdges,
  keysWithoutState,
  missingStates,
  cycles,
  selfFeedingStages,
  sourcesWithoutWay,
  unreachedNodes,
  unusedStates,
  idleComputations,
  generatorsWithoutSnippet,
  idsWithoutRoom,
  sharedNames,
];
