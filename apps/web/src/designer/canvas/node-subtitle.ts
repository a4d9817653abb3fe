/** The second line of a node: where its records come from or go to, or a line of its code. Pure. */
import type { Format, PipelineNode, SinkConnector, SourceConnector } from '@potoroo/shared/pipeline';
import { compactRate } from '../../ui/numbers.ts';
import { firstLineOf } from './code-preview.ts';

export function subtitleOf(node: PipelineNode): string {
  switch (node.kind) {
    case 'source':
    case 'sink':
      return connectorText(node.connector);
    case 'computation':
    case 'state-computation':
      return firstLineOf(node.code);
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
