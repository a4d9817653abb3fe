/** What can be set on a node, in the order in which an inspector shows it. Values live in the document; this names them. */
import { unreachable } from '../assert.ts';
import type { RecordLayout } from '../record-layout/index.ts';
import type { PipelineNode, SinkNode, SnippetField, SourceNode } from '../pipeline/index.ts';

/** What the document says only where it is not as usual. */
export type ConnectorOption = 'mode' | 'journal' | 'ids';

export type Parameter =
  | {
      readonly type: 'snippet';
      readonly field: SnippetField;
      readonly title: string;
      readonly optional: boolean;
      readonly help: string;
    }
  | { readonly type: 'text'; readonly field: 'path' | 'host'; readonly title: string; readonly help: string }
  | {
      readonly type: 'number';
      readonly field: 'port' | 'rate' | 'count';
      readonly title: string;
      readonly optional: boolean;
      readonly help: string;
    }
  | { readonly type: 'format'; readonly field: 'format'; readonly title: string; readonly help: string }
  | {
      readonly type: 'choice';
      readonly field: ConnectorOption;
      readonly title: string;
      /** The first is what is usual, for which the document says nothing. */
      readonly choices: readonly { readonly value: string; readonly label: string }[];
      readonly help: string;
    }
  | { readonly type: 'layout'; readonly field: 'recordLayout'; readonly title: string; readonly help: string }
  | { readonly type: 'state'; readonly field: 'state'; readonly title: string; readonly help: string }
  | { readonly type: 'note'; readonly field: 'text'; readonly title: string; readonly help: string };

export function parametersOf(node: PipelineNode): readonly Parameter[] {
  switch (node.kind) {
    case 'source':
      return [
        ...connectorParameters(node.connector),
        ...(node.connector.type === 'tcp' ? [journal] : []),
        ...sourceSnippets(node),
      ];
    case 'computation':
      return [snippet('code', 'Code', '(record) => one record, an array of several, or null for none.')];
    case 'key':
      return [
        snippet('code', 'Key', '(record) => the key, a string. Records with equal keys meet the same state object.'),
      ];
    case 'state':
      return [snippet('initial', 'First value', '(key) => the state object that the first record of a key meets.')];
    case 'state-computation':
      return [
        { type: 'state', field: 'state', title: 'State', help: 'The state whose objects it meets.' },
        snippet(
          'code',
          'Code',
          '(record, state) => change the state object in place; return what goes on, or nothing.',
        ),
      ];
    case 'sink':
      return [
        ...connectorParameters(node.connector),
        ...(node.connector.type === 'live' ? [] : [mode]),
        ...(hasRoomForIds(node.connector) ? [ids] : []),
        ...sinkSnippets(node),
      ];
    case 'note':
      return [{ type: 'note', field: 'text', title: 'Text', help: 'Plain text.' }];
    default:
      return unreachable(node);
  }
}

/** Or has ids that it cannot have, so that they can be taken away. */
const hasRoomForIds = (connector: SinkNode['connector']): boolean =>
  connector.type === 'tcp' && (connector.format === 'framed' || connector.ids !== undefined);

function connectorParameters(connector: SourceNode['connector'] | SinkNode['connector']): readonly Parameter[] {
  switch (connector.type) {
    case 'generator':
      return [
        rate,
        {
          type: 'number',
          field: 'count',
          title: 'Records',
          optional: true,
          help: 'How many in all; empty: without end.',
        },
      ];
    case 'file':
      return [
        { type: 'text', field: 'path', title: 'File', help: 'A path inside a folder that the studio may use.' },
        format,
        ...('rate' in connector ? [rate] : []),
      ];
    case 'tcp':
      return [
        { type: 'text', field: 'host', title: 'Host', help: 'A source listens on it; a sink connects to it.' },
        { type: 'number', field: 'port', title: 'Port', optional: false, help: 'For a source 0 means any free port.' },
        format,
      ];
    case 'live':
      return [];
    default:
      return unreachable(connector);
  }
}

function sourceSnippets({ connector, decode, recordLayout }: SourceNode): readonly Parameter[] {
  const recordType = optionalSnippet(
    'recordType',
    'Record type',
    'A TypeScript type such as Order, where no snippet tells it.',
  );
  if (connector.type === 'generator') {
    return [
      snippet('generate', 'Generate', '(index, memory, random) => the next record, or null for none.'),
      recordType,
    ];
  }
  if (connector.format === 'ndjson' || connector.format === 'csv') return [recordType];
  const snippetOf = optionalSnippet('decode', 'Decode', '(bytes) => a record, or null to skip. Without it: text.');
  return [...codec(snippetOf, decode, recordLayout), recordType];
}

const sinkSnippets = ({ connector, encode, recordLayout }: SinkNode): readonly Parameter[] =>
  connector.type === 'live' || connector.format === 'ndjson' || connector.format === 'csv'
    ? []
    : codec(
        optionalSnippet('encode', 'Encode', '(record) => bytes or text. Without it: text as it is, all else as JSON.'),
        encode,
        recordLayout,
      );

/** One of the two says what bytes mean: where there is one, the other is not offered; where there are both, both are shown. */
const codec = (
  snippetOf: Parameter,
  code: string | null,
  recordLayout: RecordLayout | undefined,
): readonly Parameter[] => [
  ...(code !== null || recordLayout === undefined ? [snippetOf] : []),
  ...(recordLayout !== undefined || code === null ? [layout] : []),
];

const snippet = (field: SnippetField, title: string, help: string): Parameter => ({
  type: 'snippet',
  field,
  title,
  optional: false,
  help,
});
const optionalSnippet = (field: SnippetField, title: string, help: string): Parameter => ({
  type: 'snippet',
  field,
  title,
  optional: true,
  help,
});

const layout: Parameter = {
  type: 'layout',
  field: 'recordLayout',
  title: 'Record layout',
  help: 'Fields at fixed places in the bytes, instead of a snippet. Alt+Up and Alt+Down move a field.',
};
const mode: Parameter = {
  type: 'choice',
  field: 'mode',
  title: 'Outputs leave',
  choices: [
    { value: 'committed', label: 'When committed' },
    { value: 'immediate', label: 'At once (preview)' },
  ],
  help: 'When committed: each once, after the checkpoint that holds it. At once: sooner, but a recovery may take some back.',
};
const ids: Parameter = {
  type: 'choice',
  field: 'ids',
  title: 'Ids',
  choices: [
    { value: 'none', label: 'None' },
    { value: 'sent', label: 'Sent' },
    { value: 'acknowledged', label: 'Sent, acknowledged' },
  ],
  help: '16 bytes in front of each payload, by which a receiver drops repeats. Acknowledged: it sends back the ids of what it has.',
};
const journal: Parameter = {
  type: 'choice',
  field: 'journal',
  title: 'Journal',
  choices: [
    { value: 'on', label: 'On' },
    { value: 'off', label: 'Off' },
  ],
  help: 'On: what is received is kept until it is safe, so that a loss is undone. Off: a loss fails the run.',
};
const rate: Parameter = {
  type: 'number',
  field: 'rate',
  title: 'Rate',
  optional: true,
  help: 'Records a second; empty: as fast as they are taken.',
};
const format: Parameter = {
  type: 'format',
  field: 'format',
  title: 'Format',
  help: 'How bytes are divided into records: lines, NDJSON, CSV with a header, or frames with a u32 length in front.',
};
