/**
 * A violation planted for every fence that is a tool of someone else: the compiler, the linter, the formatter, package
 * exports and Turbo's boundaries. Breaks when a tool changes, or our configuration of it, so that it looks away.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkPureZones, pureZones } from '../check-pure-zones.ts';
import { plantTree, projectRoot, runNode, type PlantedTree } from './planted-tree.ts';

let tree: PlantedTree;
beforeEach(() => {
  tree = plantTree();
});
afterEach(() => tree.fell());

const compiler = 'node_modules/typescript/bin/tsc';
const linter = 'node_modules/oxlint/bin/oxlint';
const formatter = 'node_modules/oxfmt/bin/oxfmt';
const core = 'packages/runtime/src/core/planted.ts';

describe('The type fence', () => {
  const planted = [
    'setTimeout(() => {}, 1)',
    `fetch('http://localhost')`,
    'new TextEncoder()',
    'process.exit()',
    'document.title',
    'console.log(1)',
  ];

  it.each(pureZones)('refuses timers, network, Node and the page in %s', async (zone) => {
    tree.plant(
      `${zone}/planted.ts`,
      planted.map((code, at) => `export const planted${at} = () => ${code};\n`).join(''),
    );
    const { code, output } = await tree.run(compiler, ['-p', `${zone}/tsconfig.json`, '--pretty', 'false']);
    const lines = [...output.matchAll(/planted\.ts\((\d+),/g)].map(([, line]) => Number(line));
    expect([...new Set(lines)]).toEqual(planted.map((_, at) => at + 1));
    expect(code).not.toBe(0);
  });

  it('refuses the page in the host of Node, and Node in the studio', async () => {
    tree.plant('packages/runtime/src/hosts/node/planted.ts', 'export const planted = () => document.title;\n');
    tree.plant('apps/web/src/planted.ts', 'export const planted = () => process.exit();\n');
    const host = await tree.run(compiler, ['-p', 'packages/runtime/src/hosts/node/tsconfig.json', '--pretty', 'false']);
    const web = await tree.run(compiler, ['-p', 'apps/web/tsconfig.json', '--pretty', 'false']);
    expect(host.output).toContain(`Cannot find name 'document'`);
    expect(web.output).toContain(`Cannot find name 'process'`);
  });

  it('notices declarations of Node that a package brought into a pure zone', async () => {
    tree.plant('packages/runtime/src/core/planted.ts', `/// <reference types="node" />\nexport const planted = 1;\n`);
    const { violations } = await checkPureZones(tree.root);
    expect(violations).toMatchObject([{ file: 'packages/runtime/src/core/tsconfig.json', rule: 'pure zone' }]);
  });

  it('refuses syntax that Node cannot strip', async () => {
    tree.plant(core, 'export enum Planted { One }\n');
    const { output } = await tree.run(compiler, ['-p', 'packages/runtime/src/core/tsconfig.json', '--pretty', 'false']);
    expect(output).toContain('erasableSyntaxOnly');
  });

  it('fails where there is nothing to check', async () => {
    const { code, output } = await tree.run('tools/types/main.ts', ['packages/runtime/src/core']);
    expect(output).toContain('types: 0 passed, 0 failed');
    expect(code).toBe(1);
  });

  it('fails when one project of many does', async () => {
    tree.plant('packages/shared/src/fine.ts', 'export const fine = 1;\n');
    tree.plant(core, 'export const planted: string = 1;\n');
    const { code, output } = await tree.run('tools/types/main.ts', ['packages']);
    expect(output).toContain(`Type 'number' is not assignable to type 'string'`);
    expect(code).toBe(1);
  });
});

describe('The lint fence', () => {
  it.each([
    ['the clock', 'export const planted = () => Date.now();', 'no-restricted-globals'],
    ['chance', 'export const planted = () => Math.random();', 'no-restricted-properties'],
    ['promises', 'export const planted = () => Promise.resolve(1);', 'no-restricted-globals'],
    ['async functions', 'export const planted = async () => 1;', 'no-async-await'],
    ['a way around', 'export const planted = () => globalThis.Date;', 'no-restricted-globals'],
  ])('refuses %s in the core', async (_name, code, rule) => {
    tree.plant(core, `${code}\n`);
    const ended = await tree.run(linter, ['packages']);
    expect(ended.output).toContain(rule);
    expect(ended.code).toBe(1);
  });

  it('refuses any, default exports, non-null assertions and focused tests everywhere', async () => {
    tree.plant('apps/server/src/planted.ts', 'export const planted = (one: any) => one!;\nexport default planted;\n');
    tree.plant('apps/server/src/planted.test.ts', `import { it } from 'vitest';\nit.only('one', () => {});\n`);
    const { output } = await tree.run(linter, ['apps']);
    for (const rule of ['no-explicit-any', 'no-non-null-assertion', 'no-default-export', 'no-focused-tests'])
      expect(output).toContain(rule);
  });

  it('knows types: a promise that nobody awaits, a switch that forgot a case', async () => {
    tree.plant(
      'apps/server/src/planted.ts',
      `const later = async () => 1;\nexport const forget = () => { later(); };\n` +
        `export const name = (one: 'a' | 'b') => { switch (one) { case 'a': return 1; } return 2; };\n`,
    );
    const { code, output } = await tree.run(linter, ['--type-aware', 'apps']);
    expect(output).toContain('no-floating-promises');
    expect(output).toContain('switch-exhaustiveness-check');
    expect(code).toBe(1);
  });

  it('refuses a circle of imports', async () => {
    tree.plant('apps/server/src/one.ts', `import { two } from './two.ts';\nexport const one = () => two();\n`);
    tree.plant('apps/server/src/two.ts', `import { one } from './one.ts';\nexport const two = () => one();\n`);
    expect((await tree.run(linter, ['apps'])).output).toContain('no-cycle');
  });

  it('says nothing about clean code', async () => {
    tree.plant(core, 'export const planted = (now: number) => now + 1;\n');
    expect(await tree.run(linter, ['--type-aware', 'packages'])).toMatchObject({ code: 0 });
  });
});

describe('The format fence', () => {
  it('refuses what the formatter would write otherwise, and nothing else', async () => {
    tree.plant(core, `export const planted = 'one';\n`);
    expect(await tree.run(formatter, ['--check', 'packages/runtime/src/core'])).toMatchObject({ code: 0 });
    tree.plant(core, `export const planted   = "one"\n`);
    const { code, output } = await tree.run(formatter, ['--check', 'packages/runtime/src/core']);
    expect(output).toContain('planted.ts');
    expect(code).toBe(1);
  });
});

describe('The fence of package exports', () => {
  const load = (specifier: string) => ['--input-type=module', '--eval', `await import('${specifier}');`];

  it.each(['@potoroo/runtime/core', '@potoroo/shared/src/ids.ts', '@potoroo/runtime/operators'])(
    'keeps Node from loading %s',
    async (specifier) => {
      const { code, output } = await runNode(projectRoot, load(specifier));
      expect(output).toContain('ERR_PACKAGE_PATH_NOT_EXPORTED');
      expect(code).toBe(1);
    },
  );

  it('lets Node load an entry point', async () => {
    expect(await runNode(projectRoot, load('@potoroo/shared/ids'))).toEqual({ code: 0, output: '' });
  });
});

describe('The fence of Turbo', () => {
  const turbo = ['boundaries', '--no-color'];

  it('refuses a package that is not declared, and a path out of the package', async () => {
    tree.plant(
      'packages/shared/src/undeclared.ts',
      `import express from 'express';\nexport const planted = express;\n`,
    );
    tree.plant(
      'packages/runtime/src/api/outside.ts',
      `import { nodeId } from '../../../shared/src/ids.ts';\nexport const planted = nodeId;\n`,
    );
    tree.plant('packages/shared/src/ids.ts', 'export const nodeId = 1;\n');
    const { code, output } = await tree.run('node_modules/turbo/bin/turbo', turbo);
    expect(output).toContain('`express`');
    expect(output).toContain('../../../shared/src/ids.ts');
    expect(code).toBe(1);
  });

  it('says nothing about packages that keep to themselves', async () => {
    tree.plant('packages/shared/src/fine.ts', `import { z } from 'zod/mini';\nexport const fine = z;\n`);
    const { code, output } = await tree.run('node_modules/turbo/bin/turbo', turbo);
    expect(output).toMatch(/Checked [1-9]\d* files/);
    expect(code).toBe(0);
  });
});
