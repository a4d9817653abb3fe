/** An id that nobody has seen on the canvas would send a person looking for it. */
import { expect, it } from 'vitest';
import { fromPalette } from '../designer/graph/from-palette.fixture.ts';
import { namedSentence, namedText } from './named-text.ts';

const nodes = [
  { ...fromPalette('tcp-source', 'tcp-source'), name: 'Orders' },
  { ...fromPalette('file-sink', 'out'), name: ' ' },
];

it('calls nodes as the canvas does, and leaves alone what names none', () => {
  expect(namedText('source tcp-source cannot listen on 127.0.0.1:7010: taken; choose another port', nodes)).toBe(
    'source "Orders" cannot listen on 127.0.0.1:7010: taken; choose another port',
  );
  expect(namedText('the code of node tcp-source, line 2, failed; sink out: full', nodes)).toBe(
    'the code of node "Orders", line 2, failed; sink "out": full',
  );
  expect(namedText('a source that is away, a sink elsewhere, tcp-source', nodes)).toBe(
    'a source that is away, a sink elsewhere, tcp-source',
  );
});

it('is a sentence where it stands alone', () => {
  expect(namedSentence('source tcp-source is away', nodes)).toBe('Source "Orders" is away.');
  expect(namedSentence('Nobody answers.', nodes)).toBe('Nobody answers.');
});
