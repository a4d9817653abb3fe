/**
 * Every row of "who may import whom", broken once and kept once. A row that is not broken here is not held by anything
 * that was ever seen to hold.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkImports, violationsOf } from '../check-imports.ts';
import { readImports } from '../read-imports.ts';
import { entryPoints } from '../targets.ts';
import { zones } from '../zones.ts';
import { plantTree, projectRoot, type PlantedTree } from './planted-tree.ts';

const points = entryPoints(projectRoot);
const refusals = (file: string, text: string) =>
  violationsOf(file, readImports(file, text), points).map(({ message }) => message);

const shared = 'packages/shared/src';
const runtime = 'packages/runtime/src';

/** zone -> a file in it, an import that its row refuses, one that it allows (null: it imports nothing at all). */
const rows: Readonly<
  Record<string, { readonly file: string; readonly refused: readonly string[]; readonly allowed: string | null }>
> = {
  'shared values': {
    file: `${shared}/ids.ts`,
    refused: [`import './pipeline/index.ts'`, `import 'react'`, `import 'node:fs'`, `import '@potoroo/runtime/api'`],
    allowed: `import './assert.ts'`,
  },
  'shared catalogue': {
    file: `${shared}/catalogue/kinds.ts`,
    refused: [`import '../compile/index.ts'`, `import 'react'`],
    allowed: `import '../ids.ts'`,
  },
  'shared record layout': {
    file: `${shared}/record-layout/layout.ts`,
    refused: [`import '../pipeline/index.ts'`, `import 'zod/mini'`],
    allowed: `import '../ids.ts'`,
  },
  'shared pipeline': {
    file: `${shared}/pipeline/parse.ts`,
    refused: [`import '../compile/index.ts'`, `import '../topology/index.ts'`, `import 'zod'`],
    allowed: `import { z } from 'zod/mini'`,
  },
  'shared topology': {
    file: `${shared}/topology/topology.ts`,
    refused: [`import '../compile/index.ts'`, `import '../wire/index.ts'`],
    allowed: `import '../pipeline/pipeline.ts'`,
  },
  'shared compile': {
    file: `${shared}/compile/compile.ts`,
    refused: [`import '../control/index.ts'`, `import 'typescript'`, `import '@potoroo/runtime/api'`],
    allowed: `import ts from 'typescript-6'`,
  },
  'shared placement': {
    file: `${shared}/placement/schemes.ts`,
    refused: [`import '../topology/index.ts'`, `import 'node:fs'`],
    allowed: `import '../assert.ts'`,
  },
  'shared telemetry': {
    file: `${shared}/telemetry/telemetry.ts`,
    refused: [`import '../topology/index.ts'`],
    allowed: `import '../ids.ts'`,
  },
  'shared control': {
    file: `${shared}/control/control.ts`,
    refused: [`import '../compile/index.ts'`, `import 'express'`],
    allowed: `import '../telemetry/index.ts'`,
  },
  'shared wire': {
    file: `${shared}/wire/wire.ts`,
    refused: [`import 'socket.io'`, `import '../compile/index.ts'`],
    allowed: `import { pack } from 'msgpackr'`,
  },
  'shared code': {
    file: `${shared}/code/write.ts`,
    refused: [`import 'node:fs'`, `import '@potoroo/runtime/api'`],
    allowed: `import '../pipeline/index.ts'`,
  },
  'shared trial': {
    file: `${shared}/trial/verdict.ts`,
    refused: [`import { trialOf } from '../compile/index.ts'`, `import 'typescript-6'`, `import 'node:fs'`],
    allowed: `import type { Trial } from '../compile/index.ts'`,
  },
  'shared sketch': {
    file: `${shared}/sketch/sketch.ts`,
    refused: [`import '../compile/index.ts'`, `import '../code/index.ts'`, `import 'node:fs'`],
    allowed: `import '../pipeline/index.ts'`,
  },
  'shared testing': {
    file: 'packages/shared/testing/libraries.ts',
    refused: [`import '@potoroo/runtime/testing'`, `import 'express'`],
    allowed: `import 'node:fs'`,
  },
  'runtime api': {
    file: `${runtime}/api/api.ts`,
    refused: [
      `import '../core/index.ts'`,
      `import '../operators/index.ts'`,
      `import '@potoroo/shared/topology'`,
      `import 'node:fs'`,
    ],
    allowed: `import type { NodeId } from '@potoroo/shared/ids'`,
  },
  'runtime api author': {
    file: `${runtime}/api/author/pipeline.ts`,
    refused: [`import '../../core/index.ts'`, `import { parse } from '@potoroo/shared/pipeline'`, `import 'node:fs'`],
    allowed: `import type { Pipeline } from '@potoroo/shared/pipeline'`,
  },
  'runtime operators': {
    file: `${runtime}/operators/keyed.ts`,
    refused: [`import '../core/index.ts'`, `import '../hosts/node/index.ts'`, `import 'node:fs'`],
    allowed: `import '../api/index.ts'`,
  },
  'runtime connectors': {
    file: `${runtime}/connectors/file.ts`,
    refused: [`import '../core/index.ts'`, `import '../hosts/node/index.ts'`, `import 'node:net'`],
    allowed: `import '../api/index.ts'`,
  },
  'runtime core': {
    file: `${runtime}/core/worker.ts`,
    refused: [
      `import 'node:fs'`,
      `import '../hosts/node/index.ts'`,
      `import '../operators/index.ts'`,
      `import '../sim/index.ts'`,
      `import { run } from '../api/index.ts'`,
      `const late = import('node:fs')`,
      `export * from '../sim/index.ts'`,
      `type Late = import('../sim/index.ts').World`,
      `require('node:fs')`,
    ],
    allowed: `import type { Program } from '../api/index.ts'`,
  },
  'runtime hosts/node': {
    file: `${runtime}/hosts/node/host.ts`,
    refused: [`import '../../sim/index.ts'`, `import 'express'`],
    allowed: `import 'node:net'`,
  },
  'runtime testing': {
    file: `${runtime}/testing/driver.ts`,
    refused: [`import 'node:fs'`, `import '../core/index.ts'`, `import '../hosts/node/index.ts'`],
    allowed: `import '../operators/index.ts'`,
  },
  'runtime project': {
    file: `${runtime}/project/project.ts`,
    refused: [`import '../core/index.ts'`, `import '../hosts/node/index.ts'`, `import 'express'`],
    allowed: `import 'node:fs'`,
  },
  'runtime sim': {
    file: `${runtime}/sim/world.ts`,
    refused: [`import 'node:fs'`, `import '../hosts/node/index.ts'`],
    allowed: `import '../core/index.ts'`,
  },
  'runtime bench': {
    file: 'packages/runtime/bench/run.ts',
    refused: [`import 'express'`, `import '../../../apps/server/src/main.ts'`],
    allowed: `import '../src/core/index.ts'`,
  },
  server: {
    file: 'apps/server/src/main.ts',
    refused: [
      `import '../../../packages/runtime/src/core/index.ts'`,
      `import '@potoroo/runtime/core'`,
      `import '../../web/src/main.tsx'`,
    ],
    allowed: `import { startDeployment } from '@potoroo/runtime/node'`,
  },
  web: {
    file: 'apps/web/src/ui/button.tsx',
    refused: [
      `import '@potoroo/runtime/node'`,
      `import '@potoroo/runtime/sim'`,
      `import '@xyflow/react'`,
      `import '@xyflow/react/dist/style.css'`,
      `import 'node:fs'`,
      `import '../../../server/src/main.ts'`,
    ],
    allowed: `import 'react'`,
  },
  'web frame': {
    file: 'apps/web/src/studio/studio.tsx',
    refused: [`import '@potoroo/runtime/sim'`, `import '@potoroo/runtime/node'`, `import 'node:fs'`],
    allowed: `import '@xyflow/react'`,
  },
  'web canvases': {
    file: 'apps/web/src/designer/canvas.tsx',
    refused: [
      `import '@potoroo/runtime/node'`,
      `import '@potoroo/runtime/sim'`,
      `import 'reactflow'`,
      `import 'node:fs'`,
    ],
    allowed: `import '@xyflow/react'`,
  },
  'web learn': {
    file: 'apps/web/src/learn/lesson.tsx',
    refused: [`import '@potoroo/runtime/node'`, `import '@xyflow/react'`],
    allowed: `import '@potoroo/runtime/sim'`,
  },
  'web build': {
    file: 'apps/web/vite.config.ts',
    refused: [`import '@potoroo/runtime/node'`],
    allowed: `import 'vite'`,
  },
  e2e: {
    file: 'e2e/studio/run.spec.ts',
    refused: [`import '../../apps/web/src/main.tsx'`, `import '@potoroo/shared/ids'`, `import '@potoroo/runtime/node'`],
    allowed: `import '@playwright/test'`,
  },
  examples: {
    file: 'examples/reverse/reverse.ts',
    refused: [`import '@potoroo/runtime/node'`, `import 'node:fs'`, `import 'zod'`],
    allowed: `import './types.ts'`,
  },
  tools: {
    file: 'tools/check.ts',
    refused: [`import '../packages/shared/src/ids.ts'`, `import '@potoroo/runtime/core'`],
    allowed: `import '@potoroo/shared/ids'`,
  },
};

describe('The import fence', () => {
  it('has a planted violation for every zone of its table', () => {
    expect(Object.keys(rows).toSorted()).toEqual(zones.map(({ name }) => name).toSorted());
  });

  describe.each(Object.entries(rows))('of %s', (_name, row) => {
    it.each(row.refused)('refuses %s', (statement) => {
      expect(refusals(row.file, `${statement};`)).toHaveLength(1);
    });

    it('lets through what its row allows', () => {
      expect(row.allowed === null ? [] : refusals(row.file, `${row.allowed};`)).toEqual([]);
    });
  });

  it('lets a test look at its whole package and use the test runner, but nothing of another package', () => {
    const test = `${runtime}/core/worker.test.ts`;
    expect(
      refusals(test, `import 'vitest'; import '../sim/index.ts'; import 'node:fs'; import '@potoroo/shared/compile';`),
    ).toEqual([]);
    expect(refusals(test, `import '../../../../apps/server/src/main.ts';`)).toHaveLength(1);
    expect(refusals('apps/web/src/ui/button.test.tsx', `import '@potoroo/runtime/node';`)).toHaveLength(1);
  });

  it('refuses a file that no zone holds', () => {
    expect(refusals('apps/elsewhere/main.ts', '')).toHaveLength(1);
  });

  it('names the line of the import', () => {
    const [violation] = violationsOf(`${runtime}/core/a.ts`, readImports('a.ts', `\n\nimport 'node:fs';\n`), points);
    expect(violation?.line).toBe(3);
  });
});

describe('The import fence on a tree', () => {
  let tree: PlantedTree;
  beforeAll(() => {
    tree = plantTree();
  });
  afterAll(() => tree.fell());

  it('reads the files on the disk and finds the one that climbs over', () => {
    tree.plant(`${runtime}/core/index.ts`, `import 'node:fs';\n`);
    tree.plant(`${runtime}/api/index.ts`, `export const fine = 1;\n`);
    const report = checkImports(tree.root);
    expect(report).toMatchObject({ files: 2, imports: 1, violations: [{ file: `${runtime}/core/index.ts`, line: 1 }] });
  });

  it('fails when it read too little to judge', async () => {
    const { code, output } = await tree.run('tools/fences/main.ts', [tree.root]);
    expect(output).toContain('read too little to judge');
    expect(code).toBe(1);
  });

  it('knows every entry point that Node knows', () => {
    const manifest: unknown = JSON.parse(readFileSync(path.join(projectRoot, 'packages/shared/package.json'), 'utf8'));
    expect(manifest).toHaveProperty('exports');
    expect(points.get('@potoroo/shared/ids')).toBe('packages/shared/src/ids.ts');
  });
});
