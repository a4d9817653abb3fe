/**
 * A container for an exported project: an image without a tool to build, and a compose file in which nothing can be written
 * but what file sinks write, and nothing is reached from outside but what TCP sources listen on. Of secrets it has the names.
 */
import { type Pipeline, type PipelineNode, secretVariable } from '../pipeline/index.ts';

/** Where file sinks write in the container. */
export const outputFolder = 'output';

export const dockerfile = `# The image brings npm; the Node that runs the pipeline comes with its packages.
FROM node:24-slim
WORKDIR /app
COPY package.json ./
COPY vendor ./vendor
RUN npm install --omit=dev && mkdir ${outputFolder} && chown -R node /app
COPY --chown=node . .
USER node
STOPSIGNAL SIGINT
CMD ["npm", "start"]
`;

/** Sources that go on until they are stopped. */
export const endlessSources = ({ nodes }: Pipeline): readonly string[] =>
  nodes.flatMap((node) =>
    node.kind === 'source' && node.connector.type === 'generator' && node.connector.count === null ? [node.id] : [],
  );

export function composeOf({ nodes }: Pipeline): string {
  const overrides = nodes.flatMap(overrideOf);
  const command = ['npm', 'start', '--', ...overrides];
  const ports = nodes.flatMap(portsOf);
  const secrets = secretsOf(nodes.filter(({ kind }) => kind === 'sink'));
  const hasFiles = nodes.some(writesFile);
  return [
    'services:',
    '  pipeline:',
    '    build: .',
    '    init: true',
    '    read_only: true',
    '    tmpfs: [/tmp]',
    '    cap_drop: [ALL]',
    '    security_opt: ["no-new-privileges:true"]',
    ...(overrides.length === 0 ? [] : [`    command: ${JSON.stringify(command)}`]),
    ...(secrets.length === 0 ? [] : [`    environment: ${JSON.stringify(secrets)}`]),
    ...(ports.length === 0 ? [] : [`    ports: ${JSON.stringify(ports)}`]),
    ...(hasFiles ? [`    volumes: ["${outputFolder}:/app/${outputFolder}"]`, 'volumes:', `  ${outputFolder}:`] : []),
    '',
  ].join('\n');
}

/** The variables that hold what hosts refer to. In a container no source needs one: it listens there on every address. */
export const secretsOf = (nodes: readonly PipelineNode[]): readonly string[] => [
  ...new Set(nodes.flatMap((node) => secretOf(node) ?? [])),
];

export const secretOf = (node: PipelineNode): string | null =>
  (node.kind === 'source' || node.kind === 'sink') && node.connector.type === 'tcp'
    ? secretVariable(node.connector.host)
    : null;

const writesFile = (node: PipelineNode): boolean => node.kind === 'sink' && node.connector.type === 'file';

/** An id is letters, digits, "-" and "_"; nothing else that a document says gets in here. */
function overrideOf(node: PipelineNode): readonly string[] {
  if (node.kind === 'sink' && node.connector.type === 'file') {
    const { format } = node.connector;
    return ['--sink', `${node.id}=file:${outputFolder}/${node.id}.${endings[format]}?format=${format}`];
  }
  if (node.kind !== 'source' || node.connector.type !== 'tcp') return [];
  const { port, format } = node.connector;
  return ['--source', `${node.id}=tcp://0.0.0.0:${port}?format=${format}`];
}

const endings = { lines: 'txt', ndjson: 'ndjson', csv: 'csv', framed: 'framed' } as const;

/** From this machine only, as without a container. */
const portsOf = (node: PipelineNode): readonly string[] =>
  node.kind === 'source' && node.connector.type === 'tcp' && node.connector.port > 0
    ? [`127.0.0.1:${node.connector.port}:${node.connector.port}`]
    : [];
