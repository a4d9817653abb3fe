// A change of the graph that the code of a person cannot take in its place. What would break: something of theirs is gone with
// the formatting, or nobody says why the formatting is.
import { describe, expect, it } from 'vitest';
import type { Pipeline } from '../pipeline/index.ts';
import { projectCode } from './export-project.ts';
import { importProject } from './import-project.ts';
import { filesOf } from './source-files.ts';

const shout = `// Mine.
export const LOUD = '!';
export type Mine = string;
export const shout = (line: string): Mine => line.toUpperCase();
`;
const description = `import { file, live, pipeline } from '@potoroo/runtime';
import { shout, LOUD } from './lib/shout.ts';
import type { Mine } from './lib/shout.ts';

const app = pipeline('Test');
const lines = app.source('lines', { connector: file('in.txt') });
const   loud = lines.compute('loud', shout); // odd
loud.sink('out', live());
for (const n of [1, 2]) loud.sink(\`out-\${n}\`, live());
console.log(LOUD);
export default app;
`;

const opened = (files: Readonly<Record<string, string>>): Pipeline => {
  const rooted = new Map(Object.entries(files).map(([name, text]) => [`/${name}`, text]));
  const { pipeline, diagnostics } = importProject(filesOf(rooted), '/pipeline.ts');
  if (pipeline === null) throw new Error(JSON.stringify(diagnostics));
  return pipeline;
};
const pipeline = opened({ 'pipeline.ts': description, 'lib/shout.ts': shout });
const textOf = (changed: Pipeline): string => projectCode(changed).files.get('pipeline.ts') ?? '';

describe('code that a person wrote', () => {
  it('is theirs, and so nothing is told, while it says what the document says', () => {
    expect(projectCode(pipeline).writtenAnew).toBeNull();
    expect(textOf(pipeline)).toBe(description);
  });

  it('is changed in its place where a function of a module with preserved code is replaced; the module stays', () => {
    const code = '(line: string) => `${line}?`';
    const changed = {
      ...pipeline,
      nodes: pipeline.nodes.map((node) => (node.kind === 'computation' ? { ...node, code } : node)),
    };
    const { files, writtenAnew } = projectCode(changed);
    expect(writtenAnew).toBeNull();
    expect(files.get('pipeline.ts')).toBe(description.replace("'loud', shout)", `'loud', ${code})`));
    expect(files.get('lib/shout.ts')).toBe(shout);
  });

  it('is written anew where the node goes of a variable that preserved code uses, which is kept in a comment', () => {
    const changed = {
      ...pipeline,
      nodes: pipeline.nodes.filter(({ id }) => id !== 'loud'),
      edges: pipeline.edges.filter(({ from, to }) => from !== 'loud' && to !== 'loud'),
    };
    const { files, writtenAnew } = projectCode(changed);
    expect(writtenAnew).toBe(
      'preserved code uses "loud", which is of a node that is gone, so it stands in a comment now.',
    );
    expect(files.get('pipeline.ts')).toContain('for (const n of [1, 2]) loud.sink(');
    expect(files.get('lib/shout.ts')).toBe(shout);
    const back = opened(Object.fromEntries([...files].filter(([name]) => /\.(?:ts|json)$/.test(name))));
    expect(back.preserved).toEqual(changed.preserved);
    // Put back, as undoing does, it is code again.
    expect(textOf({ ...changed, nodes: pipeline.nodes, edges: pipeline.edges })).toBe(description);
  });

  it('is joined by a module of types where a type comes to one that stands beside other code; that stays as it is', () => {
    const changed = { ...pipeline, types: `${pipeline.types}\n\ntype Other = { a: number };` };
    const { files, writtenAnew } = projectCode(changed);
    expect(writtenAnew).toBeNull();
    expect(files.get('types.ts')).toBe('export type Other = { a: number };\n');
    expect(files.get('lib/shout.ts')).toBe(shout);
    const imported = "import type { Mine } from './lib/shout.ts';\n";
    expect(files.get('pipeline.ts')).toBe(
      description.replace(imported, `${imported}import type { Other } from './types.ts';\n`),
    );
    const back = opened(Object.fromEntries([...files].filter(([name]) => /\.(?:ts|json)$/.test(name))));
    expect(back.types).toBe(changed.types);
  });

  it('has its first type in front of the description', () => {
    const own = description.replace("import type { Mine } from './lib/shout.ts';\n", '');
    const untyped = opened({ 'pipeline.ts': own, 'lib/shout.ts': shout.replace(': Mine', '') });
    expect(untyped.types).toBe('');
    const types = '/** One. */\ntype One = { a: number };\n\ntype Other = One[];';
    const { files, writtenAnew } = projectCode({ ...untyped, types });
    expect(writtenAnew).toBeNull();
    expect(files.get('pipeline.ts')).toBe(own.replace('const app', `${types}\n\nconst app`));
    const close =
      "import { live, pipeline } from '@potoroo/runtime' // all\n// The head.\nconst app = pipeline('A')\nexport default app\n";
    expect(textOf({ ...opened({ 'pipeline.ts': close }), types })).toBe(
      close.replace('// all\n', `// all\n\n${types}\n\n`),
    );
  });

  it('is written anew where a type is put between those that stand beside other code', () => {
    const changed = { ...pipeline, types: `type Other = { a: number };\n\n${pipeline.types}` };
    const { files, writtenAnew } = projectCode(changed);
    expect(writtenAnew).toBe('a type changed that cannot be changed where it stands.');
    expect(files.get('types.ts')).toContain('export type Other = { a: number };');
    expect(files.get('lib/shout.ts')).toBe(shout);
    expect(files.get('pipeline.ts')).toContain('console.log(LOUD);');
  });
});
