/** The second line of a node: where its records come from or go to, or which state they meet. Pure. */
import type { Format, PipelineNode, SinkConnector, SourceConnector } from '@potoroo/shared/pipeline';
import { compactRate } from '../../ui/numbers.ts';

export function subtitleOf(node: PipelineNode): string {
  switch (node.kind) {
    case 'source':
    case 'sink':
      return connectorText(node.connector);
    case 'computation':
      return firstWords(node.code);
    case 'state-computation':
      return 'state computation';
    case 'key':
    case 'state':
    case 'note':
      return '';
  }
}

function connectorText(connector: SourceConnector | SinkConnector): string {
  switch (connector.type) {
    case 'generator':
      return connector.rate === null ? 'Generator, no limit' : `Generator ${compactRate(connector.rate)}`;
    case 'file':
      return `${fileName(connector.path)}, ${formatTitles[connector.format]}${previewOf(connector)}`;
    case 'tcp':
      return `TCP :${connector.port}, ${formatTitles[connector.format]}${previewOf(connector)}`;
    case 'live':
      return 'Live table';
  }
}

/** What leaves at once may be taken back by a recovery. */
const previewOf = (connector: SourceConnector | SinkConnector): string => ('mode' in connector ? ', preview' : '');

export const formatTitles: Readonly<Record<Format, string>> = {
  lines: 'lines',
  ndjson: 'NDJSON',
  csv: 'CSV',
  framed: 'frames',
};

const fileName = (path: string): string => path.split('/').at(-1) || path;

/** The first line that is no comment, as a reminder of what the code is about. */
function firstWords(code: string): string {
  const lines = code.split('\n').map((line) => line.trim());
  return (
    lines.find((line) => line !== '' && !line.startsWith('//') && !line.startsWith('/*') && !line.startsWith('*')) ?? ''
  );
}
