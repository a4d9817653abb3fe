/** `node tools/examples/build.ts`: writes `examples/<name>/pipeline.json` of every example from its snippet files. */
import { writeFileSync } from 'node:fs';
import { buildDocument, documentText } from './build-document.ts';
import { documentPath, exampleNames, loadExample } from './examples.ts';

for (const name of exampleNames()) {
  writeFileSync(documentPath(name), documentText(buildDocument(await loadExample(name))));
  process.stdout.write(`examples/${name}/pipeline.json\n`);
}
