// One file is for reading. What would break: code that could stand in it is quoted, and nobody can read it.
import { expect, test } from 'vitest';
import { nodeId } from '../ids.ts';
import type { Pipeline } from '../pipeline/index.ts';
import { exportFile } from './export-file.ts';
import { projectCode } from './export-project.ts';
import { CodeTooDeep } from './too-deep.ts';

const withCode = (code: string): Pipeline => ({
  format: 'potoroo.pipeline',
  version: 1,
  name: 'One',
  description: '',
  types: '',
  nodes: [{ kind: 'computation', id: nodeId('step'), name: 'Step', position: { x: 0, y: 0 }, code }],
  edges: [],
});

test('a block that is no code by itself quotes no snippet', () => {
  const block = { text: 'half (', reason: '', place: 'end', node: null } as const;
  expect(exportFile({ ...withCode('(line) => line'), preserved: [block] })).toContain(
    "compute('step', (line) => line);",
  );
});

test.each([
  ['(line) => line', "compute('step', (line) => line);"],
  ['function (line) {\n  return line;\n}', "compute('step', function (line) {\n  return line;\n});"],
  [
    'export default (line) => line + mark;\n\nconst mark = 1;',
    'snippet(() => {\n  const exported = ((line) => line + mark) satisfies Computation<any>;\n\n  const mark = 1;\n\n  return exported;\n});',
  ],
  ['// why\n(line) => line', String.raw`snippet('// why\n(line) => line');`],
  ['(line) =>', "snippet('(line) =>');"],
])('%j stands in it as it should be read', (code, written) => {
  expect(exportFile(withCode(code))).toContain(written);
});

test('blocks that meet are divided by a mark, and no reason to quote the code', () => {
  const block = { reason: 'It is a comment.', place: 'end', node: null } as const;
  const preserved = [
    { ...block, text: '// one' },
    { ...block, text: '// two' },
  ];
  const written = exportFile({ ...withCode('(line: Line) => line'), types: 'type Line = string;', preserved });
  expect(written).toContain("compute('step', (line: Line) => line);");
  expect(written).toContain('\ntype Line = string;\n');
  expect(written).toMatch(/\/\/ one\n\n\/\/ @preserved {"reason":"It is a comment."}\n\/\/ two/);
});

test.each(['('.repeat(9_000), '!'.repeat(20_000), '${'.repeat(9_000)])(
  'code that is nested too deeply is refused in words',
  (code) => {
    expect(() => exportFile(withCode(code))).toThrow(CodeTooDeep);
    expect(() => projectCode(withCode(code))).toThrow('nested too deeply to be written');
  },
);
