/**
 * Who may import whom: the table of docs/ARCHITECTURE.md in the form that the fence reads. A zone is a folder; a file
 * belongs to the first zone that holds it. What a row does not name is refused.
 *
 * The way within packages/shared is downward: values, then the document, then what it compiles to, then what both
 * sides of the wire say about it.
 */
export type Zone = {
  readonly name: string;
  /** Paths from the root that belong to the zone; a folder ends in a slash. */
  readonly holds: readonly string[];
  /** Zones that may be imported; a zone may always import itself. */
  readonly imports: readonly string[];
  /** Zones of which only the types may be imported. */
  readonly importsTypesOf?: readonly string[];
  /** npm packages that may be imported; `*` for whatever the package declares. */
  readonly packages?: readonly string[];
  /** Whether `node:*` may be imported. */
  readonly node?: boolean;
};

const values = 'shared values';
const vocabulary = [
  values,
  'shared record layout',
  'shared catalogue',
  'shared pipeline',
  'shared topology',
  'shared placement',
  'shared telemetry',
  'shared control',
] as const;
const shared = [...vocabulary, 'shared sketch', 'shared wire', 'shared compile', 'shared trial', 'shared code'];
const machine = [
  'runtime entry points',
  'runtime api',
  'runtime operators',
  'runtime connectors',
  'runtime sim',
  'runtime testing',
];

export const zones: readonly Zone[] = [
  { name: 'shared record layout', holds: ['packages/shared/src/record-layout/'], imports: [values] },
  {
    name: 'shared catalogue',
    holds: ['packages/shared/src/catalogue/'],
    imports: [values, 'shared record layout', 'shared pipeline'],
  },
  {
    name: 'shared pipeline',
    holds: ['packages/shared/src/pipeline/'],
    imports: [values, 'shared record layout'],
    packages: ['zod/mini'],
  },
  {
    name: 'shared topology',
    holds: ['packages/shared/src/topology/'],
    imports: [values, 'shared record layout', 'shared pipeline'],
  },
  {
    name: 'shared sketch',
    holds: ['packages/shared/src/sketch/'],
    imports: [values, 'shared record layout', 'shared pipeline'],
  },
  {
    name: 'shared compile',
    holds: ['packages/shared/src/compile/'],
    imports: [values, 'shared record layout', 'shared catalogue', 'shared pipeline', 'shared topology'],
    packages: ['typescript-6'],
  },
  {
    name: 'shared trial',
    holds: ['packages/shared/src/trial/'],
    imports: [values, 'shared pipeline'],
    importsTypesOf: ['shared compile'],
  },
  { name: 'shared placement', holds: ['packages/shared/src/placement/'], imports: [values] },
  { name: 'shared telemetry', holds: ['packages/shared/src/telemetry/'], imports: [values] },
  {
    name: 'shared control',
    holds: ['packages/shared/src/control/'],
    imports: [values, 'shared pipeline', 'shared topology', 'shared telemetry'],
    packages: ['zod/mini'],
  },
  {
    name: 'shared wire',
    holds: ['packages/shared/src/wire/'],
    imports: [...vocabulary],
    packages: ['msgpackr', 'zod/mini'],
  },
  {
    name: 'shared code',
    holds: ['packages/shared/src/code/'],
    imports: [...vocabulary, 'shared sketch', 'shared compile', 'shared trial'],
    packages: ['typescript-6'],
  },
  // What the tests of shared need from the disk: the compiler itself is handed its libraries.
  { name: 'shared testing', holds: ['packages/shared/testing/'], imports: [values, 'shared compile'] },
  { name: values, holds: ['packages/shared/src/'], imports: [] },

  // Describing a pipeline makes a document; what runs one knows nothing of documents.
  {
    name: 'runtime api author',
    holds: ['packages/runtime/src/api/author/'],
    imports: [values, 'shared sketch'],
    importsTypesOf: ['shared record layout', 'shared pipeline'],
  },
  {
    name: 'runtime api',
    holds: ['packages/runtime/src/api/'],
    imports: [values],
    importsTypesOf: ['shared record layout'],
  },
  { name: 'runtime operators', holds: ['packages/runtime/src/operators/'], imports: ['runtime api', ...vocabulary] },
  {
    name: 'runtime connectors',
    holds: ['packages/runtime/src/connectors/'],
    imports: ['runtime api', 'runtime operators', ...vocabulary],
  },
  {
    name: 'runtime core',
    holds: ['packages/runtime/src/core/'],
    imports: [...vocabulary, 'shared wire'],
    importsTypesOf: ['runtime api'],
  },
  {
    name: 'runtime hosts/node',
    holds: ['packages/runtime/src/hosts/node/'],
    imports: ['runtime core', 'runtime api', 'runtime operators', 'runtime connectors', ...vocabulary, 'shared wire'],
    node: true,
  },
  {
    name: 'runtime testing',
    holds: ['packages/runtime/src/testing/'],
    imports: ['runtime api', 'runtime operators', ...vocabulary],
  },
  {
    name: 'runtime project',
    holds: ['packages/runtime/src/project/'],
    imports: [
      'runtime api',
      'runtime testing',
      ...vocabulary,
      'shared sketch',
      'shared compile',
      'shared code',
      'shared trial',
    ],
    node: true,
  },
  {
    name: 'runtime sim',
    holds: ['packages/runtime/src/sim/'],
    imports: ['runtime core', 'runtime api', 'runtime operators', 'runtime testing', ...vocabulary],
  },
  {
    name: 'runtime bench',
    holds: ['packages/runtime/bench/'],
    imports: [...machine, 'runtime core', 'runtime hosts/node', ...shared],
    node: true,
  },

  {
    name: 'server',
    holds: ['apps/server/'],
    imports: ['runtime api', 'runtime project', 'runtime hosts/node', 'runtime sim', 'runtime testing', ...shared],
    packages: ['*'],
    node: true,
  },
  {
    name: 'web canvases',
    holds: ['apps/web/src/designer/', 'apps/web/src/run/'],
    imports: ['web', 'web learn', 'web frame', ...shared],
    packages: ['*', '@xyflow/react'],
  },
  {
    name: 'web learn',
    holds: ['apps/web/src/learn/'],
    imports: ['web', 'web canvases', 'web frame', 'runtime sim', ...shared],
    packages: ['*'],
  },
  // The frame that holds both canvases: React Flow's provider and its style sheet stand above them.
  {
    name: 'web frame',
    holds: ['apps/web/src/main.tsx', 'apps/web/src/studio/'],
    imports: ['web', 'web canvases', 'web learn', ...shared],
    packages: ['*', '@xyflow/react'],
  },
  { name: 'web build', holds: ['apps/web/vite.config.ts'], imports: [], packages: ['*'], node: true },
  { name: 'web', holds: ['apps/web/'], imports: ['web canvases', 'web learn', ...shared], packages: ['*'] },

  { name: 'e2e', holds: ['e2e/'], imports: [], packages: ['*'], node: true },
  { name: 'examples', holds: ['examples/'], imports: ['runtime api author'] },
  {
    name: 'tools',
    holds: ['tools/', 'vitest.config.ts'],
    imports: [
      ...shared,
      'examples',
      'web learn',
      'runtime api',
      'runtime project',
      'runtime hosts/node',
      'runtime sim',
      'runtime testing',
    ],
    packages: ['*'],
    node: true,
  },
];

/** Packages that only the zones which name them may import, whatever else a `*` allows. */
export const keptPackages: readonly string[] = ['@xyflow/react', 'reactflow'];

/** What a test may import on top of its zone: it looks at the zone from outside. */
export const testsMayImport = {
  packages: ['vitest', 'fast-check', 'msgpackr', 'typescript-6'],
  node: true,
  /** Where the test stands, and the packages of which it may see every zone. */
  wholePackages: [
    { from: 'packages/shared/', sees: ['packages/shared/'] },
    { from: 'packages/runtime/', sees: ['packages/runtime/', 'packages/shared/'] },
  ],
} as const;

export function zoneOf(file: string): Zone | null {
  return (
    zones.find(({ holds }) => holds.some((path) => (path.endsWith('/') ? file.startsWith(path) : file === path))) ??
    null
  );
}
