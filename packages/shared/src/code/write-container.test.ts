// What a container is told. What would break: a reference has nothing that it could stand for in it, or a document says more
// in a compose file than names of variables.
import { expect, test } from 'vitest';
import { parsePipeline } from '../pipeline/index.ts';
import { exportProject } from './export-project.ts';
import { importProject } from './import-project.ts';
import { filesOf } from './source-files.ts';

const hosted = (host: string): string =>
  `import { pipeline, tcp } from '@potoroo/runtime';
const app = pipeline('Hosts');
const lines = app.source('lines', { connector: tcp({ host: 'secret:HERE', port: 7_000 }) });
lines.sink('a', tcp({ host: ${JSON.stringify(host)}, port: 7_010 }));
lines.sink('b', tcp({ host: 'secret:There', port: 7_010 }));
export default app;
`;

function composed(host: string): string {
  const { pipeline } = importProject(filesOf(new Map([['/pipeline.ts', hosted(host)]])), '/pipeline.ts');
  const parsed = parsePipeline(pipeline);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return exportProject(parsed.value).get('compose.yaml') ?? '';
}

test('variables of references that sinks have are handed on, each once, and nothing else', () => {
  expect(composed('secret:THERE')).toContain('    environment: ["POTOROO_SECRET_THERE"]\n');
  expect(composed('secret:Other_1')).toContain('["POTOROO_SECRET_OTHER_1","POTOROO_SECRET_THERE"]\n');
  for (const host of ['secret:A"]\n  evil: 1', 'secret:a-b', 'secret:', '10.0.0.1'])
    expect(composed(host)).toContain('    environment: ["POTOROO_SECRET_THERE"]\n    ports: ["127.0.0.1:7000:7000"]\n');
});
