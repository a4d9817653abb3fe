/** What can be taken along from the Code screen besides the zip: one file, and pictures of the graph. */
import type { Pipeline } from '@potoroo/shared/pipeline';
import { announce, notify } from '../../ui/notices.tsx';
import { ask } from '../code/compiler-client.ts';
import type { CompilerQuestion } from '../code/compiler-protocol.ts';
import { fileNameOf } from '../document/document-name.ts';
import { saveAs } from './download-project.ts';

type Textual = Extract<CompilerQuestion, { readonly type: 'write-file' }>['as'];

const endings: Readonly<Record<Textual, readonly [ending: string, type: string]>> = {
  typescript: ['ts', 'text/typescript'],
  svg: ['svg', 'image/svg+xml'],
  mermaid: ['mmd', 'text/plain'],
};

/** Null where there was no answer, which the person has been told then. */
async function textOf(pipeline: Pipeline, as: Textual): Promise<string | null> {
  const answer = await ask({ type: 'write-file', pipeline, as });
  if (answer.ok) return answer.value;
  notify({ tone: 'bad', message: `It could not be written: ${answer.error}`, remedy: 'Try again.' });
  return null;
}

const nameOf = (pipeline: Pipeline, ending: string): string =>
  `${fileNameOf(pipeline).replace(/\.json$/, '')}.${ending}`;

export async function downloadAs(pipeline: Pipeline, as: Textual): Promise<void> {
  const text = await textOf(pipeline, as);
  if (text === null) return;
  const [ending, type] = endings[as];
  saveAs(nameOf(pipeline, ending), new Blob([text], { type }));
  announce(`${nameOf(pipeline, ending)} is downloaded.`);
}

export async function copyAs(pipeline: Pipeline, as: Textual): Promise<void> {
  const text = await textOf(pipeline, as);
  if (text !== null) await copyText(text, as === 'typescript' ? 'The pipeline as one file' : 'The graph as Mermaid');
}

export async function copyText(text: string, what: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    notify({ tone: 'good', message: `${what} is copied.`, remedy: '' });
  } catch {
    notify({ tone: 'bad', message: `${what} could not be copied.`, remedy: 'Allow the clipboard for this page.' });
  }
}

/** The SVG drawn by the browser, twice as fine as a usual screen. */
export async function downloadPng(pipeline: Pipeline): Promise<void> {
  const svg = await textOf(pipeline, 'svg');
  if (svg === null) return;
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = Object.assign(document.createElement('canvas'), pictureSize(image.naturalWidth, image.naturalHeight));
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  canvas.toBlob((png) => {
    if (png === null)
      notify({ tone: 'bad', message: 'The picture could not be made.', remedy: 'Download it as SVG instead.' });
    else saveAs(nameOf(pipeline, 'png'), png);
  }, 'image/png');
}

/** What browsers draw on one canvas. */
const sideMax = 8_192;

/** A graph that is drawn far apart is made smaller as a whole. */
export function pictureSize(width: number, height: number): { readonly width: number; readonly height: number } {
  const scale = Math.min(2, sideMax / Math.max(width, height));
  const pixels = (side: number): number => Math.max(1, Math.round(scale * side));
  return { width: pixels(width), height: pixels(height) };
}
