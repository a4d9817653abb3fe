/** `draw`: the graph of a pipeline for a page (Mermaid) or as a picture (SVG, PNG). */
import { resolve } from 'node:path';
import { mermaidOf, svgOf } from '@potoroo/shared/code';
import type { Pipeline } from '@potoroo/shared/pipeline';
import type { DrawCommand } from './arguments.ts';
import type { Console } from './console.ts';
import { diagnosticsText } from './diagnostics-text.ts';
import { readDocument } from './documents.ts';
import type { DocumentPlaces } from './documents.ts';
import { exitCodes } from './failure.ts';
import type { ExitCode } from './failure.ts';
import { printable } from './printable.ts';
import { refusalText } from './refusal-text.ts';
import { writeOutput } from './write-file.ts';

const drawings = { mermaid: mermaidOf, svg: svgOf, png: picture };

/** The rasteriser is loaded for those who ask for it. */
async function picture(pipeline: Pipeline, console: Console): Promise<Uint8Array> {
  const { lettersWithout, pngOf } = await import('./picture.ts');
  const missing = await lettersWithout(
    pipeline.nodes.map((node) => (node.kind === 'note' ? node.text : node.name)).join(''),
  );
  if (missing.length > 0) console.error.write(printable(missingText(missing)));
  return pngOf(svgOf(pipeline));
}

const shownMax = 20;

function missingText(letters: readonly string[]): string {
  const more = letters.length > shownMax ? ` and ${letters.length - shownMax} more` : '';
  return `warning: the font of a PNG has no ${letters.slice(0, shownMax).join(' ')}${more}, and shows ? instead.
  Draw it --as svg, which shows them by the fonts of who looks at it, or take the PNG of the Code screen.\n`;
}

export async function draw(command: DrawCommand, places: DocumentPlaces, console: Console): Promise<ExitCode> {
  const loaded = await readDocument(command.document, places);
  if (!loaded.ok) {
    console.error.write(diagnosticsText(loaded.error.diagnostics) + refusalText(loaded.error.refusal));
    return exitCodes.badInput;
  }
  console.error.write(diagnosticsText(loaded.value.remarks));
  const drawing = await drawings[command.format](loaded.value.pipeline, console);
  if (command.out === null) {
    console.out(String(drawing));
    return exitCodes.success;
  }
  const written = await writeOutput(resolve(places.personDirectory, command.out), drawing);
  if (written.ok) return exitCodes.success;
  console.error.write(refusalText(written.error));
  return exitCodes.badInput;
}
