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
import { refusalText } from './refusal-text.ts';
import { writeOutput } from './write-file.ts';

const drawings = { mermaid: mermaidOf, svg: svgOf, png: picture };

/** The rasteriser is loaded for those who ask for it. */
async function picture(pipeline: Pipeline): Promise<Uint8Array> {
  const { pngOf } = await import('./picture.ts');
  return pngOf(svgOf(pipeline));
}

export async function draw(command: DrawCommand, places: DocumentPlaces, console: Console): Promise<ExitCode> {
  const loaded = await readDocument(command.document, places);
  if (!loaded.ok) {
    console.error.write(diagnosticsText(loaded.error.diagnostics) + refusalText(loaded.error.refusal));
    return exitCodes.badInput;
  }
  console.error.write(diagnosticsText(loaded.value.remarks));
  const drawing = await drawings[command.format](loaded.value.pipeline);
  if (command.out === null) {
    console.out(String(drawing));
    return exitCodes.success;
  }
  const written = await writeOutput(resolve(places.personDirectory, command.out), drawing);
  if (written.ok) return exitCodes.success;
  console.error.write(refusalText(written.error));
  return exitCodes.badInput;
}
