/** Breaks when a lock that leaves out another platform's binary would pass. */
import { describe, expect, it } from 'vitest';
import { missingFrom } from '../check-lock.ts';

const tool = { optionalDependencies: { '@tool/linux': '1.0.0', '@tool/darwin': '1.0.0' } };

describe('The fence of the lock', () => {
  it('refuses a tool whose binary for another platform is missing', () => {
    const packages = { '': {}, 'node_modules/tool': tool, 'node_modules/@tool/linux': {} };
    expect(missingFrom({ packages }).map(({ message }) => message)).toEqual([expect.stringContaining('@tool/darwin')]);
  });

  it('lets a tool be incomplete that is itself optional', () => {
    expect(missingFrom({ packages: { 'node_modules/tool': { ...tool, optional: true } } })).toEqual([]);
  });

  it('finds a binary beside the tool, above it and inside it', () => {
    const packages = {
      'node_modules/tool': tool,
      'node_modules/@tool/linux': {},
      'node_modules/tool/node_modules/@tool/darwin': {},
      'node_modules/other/node_modules/tool': tool,
      'node_modules/@tool/darwin': {},
    };
    expect(missingFrom({ packages })).toEqual([]);
  });
});
