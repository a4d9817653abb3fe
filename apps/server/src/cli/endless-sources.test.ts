// A run off a terminal that never ends and says nothing looks like one that hangs.
import type { Pipeline, SourceConnector } from '@potoroo/shared/pipeline';
import { describe, expect, test } from 'vitest';
import { compileDocument } from '../compiler/compile-document.ts';
import { samplePipeline } from '../testing/sample-pipeline.ts';
import { endlessText } from './endless-sources.ts';

function said(left: SourceConnector, right: SourceConnector): string | null {
  const pipeline: Pipeline = samplePipeline({ left, right });
  const { topology } = compileDocument(pipeline);
  if (topology === null) return expect.fail('the sample does not compile');
  return endlessText(topology);
}

const endless: SourceConnector = { type: 'generator', rate: 10, count: null };
const counted: SourceConnector = { type: 'generator', rate: null, count: 10 };
const file: SourceConnector = { type: 'file', path: '/a', format: 'lines', rate: null };
const tcp: SourceConnector = { type: 'tcp', host: '127.0.0.1', port: 0, format: 'lines' };

describe('before a run', () => {
  test('whose sources all end, nothing is said', () => {
    expect(said(counted, file)).toBeNull();
    expect(said(tcp, file)).toBeNull();
  });

  test('that has an endless source, it is named, with a flag that gives it an end', () => {
    expect(said(file, endless)).toBe(
      "The source right has no end, so this runs until you stop it with Ctrl-C. For an end: --source 'right=generator?count=100000'.\n",
    );
    expect(said(endless, endless)).toContain('The sources left and right have no end');
  });
});
