import { deflateRawSync } from 'node:zlib';
import { nodeId } from '@potoroo/shared/ids';
import { limits } from '@potoroo/shared/limits';
import { type Pipeline, type PipelineNode, emptyPipeline } from '@potoroo/shared/pipeline';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { carriedBy, fragmentOf, pipelineInFragment } from './share-link.ts';

const document = (fields: Partial<Pipeline> = {}): Pipeline => ({ ...emptyPipeline('Shared — 日本'), ...fields });
const packed = (text: string): string => `#pipeline=${deflateRawSync(text).toString('base64url')}`;
const faultOf = async (fragment: string): Promise<string | undefined> => {
  const found = await pipelineInFragment(fragment);
  return found?.ok === false ? found.error[0]?.code : undefined;
};

test('a document comes back from its link as it went in, with nothing that an address would escape', async () => {
  const shared = document({ checkpointIntervalMs: 250 });
  const fragment = await fragmentOf(shared);
  expect(fragment).toMatch(/^#pipeline=[\w-]+$/);
  expect(await pipelineInFragment(fragment)).toEqual({ ok: true, value: shared });
  expect(encodeURI(fragment)).toBe(fragment);
});

test('another fragment speaks of no pipeline', async () => {
  expect([await pipelineInFragment(''), await pipelineInFragment('#other=1')]).toEqual([null, null]);
});

test('a link that was cut, changed or made up is refused in words, whatever it holds', async () => {
  const whole = await fragmentOf(document({ types: 'x'.repeat(500) }));
  for (const cut of [whole.slice(0, -3), '#pipeline=', '#pipeline=***', packed('{"half'), packed('[1]')])
    expect(await faultOf(cut)).toMatch(/^P10/);
  await fc.assert(
    fc.asyncProperty(fc.base64String(), async (text) => {
      expect(await faultOf(`#pipeline=${text}`)).toMatch(/^P10/);
    }),
    { numRuns: 50 },
  );
});

test('a document is parsed as untrusted: prototypes and unknown fields are refused', async () => {
  expect(await faultOf(packed(`{"__proto__":{"a":1},"format":"potoroo.pipeline"}`))).toBe('P107');
  expect(await faultOf(packed(JSON.stringify({ ...document(), script: 'x' })))).toBe('P105');
});

test('a short link that unpacks to more than any document is refused before it is whole', async () => {
  const bomb = packed(' '.repeat(limits.documentBytesMax * 40));
  expect(bomb.length).toBeLessThan(100_000);
  expect(await faultOf(bomb)).toBe('P106');
  expect(await faultOf(`#pipeline=${'A'.repeat(limits.documentBytesMax * 2)}`)).toBe('P106');
});

test('what a graph does not show of a document is told: code that no node has, and sample records', () => {
  expect(carriedBy(document())).toEqual({ preserved: [], samples: 0 });
  const sample = { name: 'caught', origin: 'captured', records: '"a"\n"b"\n', expected: null } as const;
  const position = { x: 0, y: 0 };
  const step: PipelineNode = { kind: 'computation', id: nodeId('s'), name: 'S', position, code: '(x) => x' };
  const hidden = { reason: '', place: 'end', node: null } as const;
  const carried = carriedBy(
    document({
      nodes: [{ ...step, fixtures: [sample, { ...sample, records: '1' }] }],
      preserved: [
        { ...hidden, text: 'globalThis.PWNED = 1;' },
        { ...hidden, place: 'module', file: 'a/b.ts', text: 'export {};' },
      ],
    }),
  );
  expect(carried).toEqual({ preserved: ['globalThis.PWNED = 1;', '// a/b.ts\nexport {};'], samples: 3 });
});
