import { linkSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { samplePipeline } from '../testing/sample-pipeline.ts';
import { temporaryDirectory } from '../testing/temporary-directory.ts';
import type { Pipeline } from '@potoroo/shared/pipeline';
import { nodeId } from '@potoroo/shared/ids';
import { sharedFileFaults } from './pipeline-files.ts';

let directory = '';
const at = (name: string): string => join(directory, name);
beforeEach(() => {
  directory = temporaryDirectory();
  writeFileSync(at('in.txt'), 'one\n');
  linkSync(at('in.txt'), at('hard.txt'));
  symlinkSync(at('in.txt'), at('soft.txt'));
  symlinkSync('later.txt', at('dangling.txt'));
  mkdirSync(at('inner'));
  symlinkSync(at('inner'), at('inner-link'));
});

const reads = (name: string) => ({ type: 'file', path: at(name), format: 'lines', rate: null }) as const;
const writes = (name: string) => ({ type: 'file', path: at(name), format: 'lines' }) as const;
const twoSinks = (first: string, second: string): Pipeline => {
  const pipeline = samplePipeline({ totals: writes(first) });
  const sinks = pipeline.nodes.flatMap((node) =>
    node.kind === 'sink' ? [{ ...node, id: nodeId('others'), connector: writes(second) }] : [],
  );
  return { ...pipeline, nodes: [...pipeline.nodes, ...sinks] };
};

describe('the files of a pipeline', () => {
  test.each(['in.txt', 'hard.txt', 'soft.txt', 'inner/../in.txt'])(
    'in.txt is refused as a source where %s is a sink',
    (sink) => {
      expect(sharedFileFaults(samplePipeline({ left: reads('in.txt'), totals: writes(sink) }))).toEqual([
        expect.objectContaining({
          code: 'P402',
          severity: 'error',
          node: 'totals',
          message: expect.stringMatching(/^The nodes "left" and "totals" use one file, .* one of them writes it\.$/),
        }),
      ]);
    },
  );

  test.each([
    ['out.txt', 'out.txt'],
    ['in.txt', 'hard.txt'],
    ['hard.txt', 'soft.txt'],
    ['later.txt', 'dangling.txt'],
    ['inner/out.txt', 'inner-link/out.txt'],
  ])('two sinks are refused on %s and %s', (first, second) => {
    expect(sharedFileFaults(twoSinks(first, second))).toMatchObject([
      { code: 'P402', node: 'others', message: expect.stringContaining('both write it') },
    ]);
  });

  test('may be read by many, and a device may be written by many', () => {
    expect(sharedFileFaults(samplePipeline({ left: reads('in.txt'), right: reads('hard.txt') }))).toEqual([]);
    expect(sharedFileFaults(twoSinks('a.txt', 'b.txt'))).toEqual([]);
    symlinkSync('/dev/null', at('null'));
    expect(sharedFileFaults(twoSinks('null', 'null'))).toEqual([]);
  });
});
