/** `node tools/examples/build.ts`: writes `examples/<name>/pipeline.json` of every example from its description. */
import { writeFileSync } from 'node:fs';
import { describedExample, documentPath, documentText, exampleNames } from './examples.ts';

for (const name of exampleNames()) {
  writeFileSync(documentPath(name), documentText(await describedExample(name)));
  process.stdout.write(`examples/${name}/pipeline.json\n`);
}
