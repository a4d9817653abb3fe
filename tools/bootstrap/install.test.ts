/** Breaks when a person whose install failed is not told what to do about it. */
import { describe, expect, it } from 'vitest';
import { explain } from './install.mjs';

describe('A failed install is explained', () => {
  it.each([
    ['npm error code ENOTFOUND\nnpm error network request to https://example.test failed', 'could not be reached'],
    ['npm error code EAI_AGAIN', 'could not be reached'],
    ['npm error code ENOSPC\nnpm error nospc', 'disk is full'],
    ['npm error code EACCES\nnpm error syscall mkdir', 'belongs to you'],
    ['npm error code EINTEGRITY', 'npm cache clean'],
    ['npm error code E500', "npm's message above"],
  ])('by its cause: %s', (output, remedy) => {
    const told = explain(output);
    expect(told).toContain(remedy);
    expect(told).toContain(output.split('\n')[0]);
  });

  it('with the reason at the beginning and at the end, however much npm said', () => {
    const told = explain(
      ['npm error code FIRST', ...Array.from({ length: 500 }, () => 'noise'), 'npm error LAST'].join('\n'),
    );
    expect(told).toContain('FIRST');
    expect(told).toContain('LAST');
    expect(told.split('\n').length).toBeLessThan(40);
  });
});
