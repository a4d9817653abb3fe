/**
 * A drawing as a PNG, twice as fine as a usual screen. The rasteriser is WebAssembly and brings no font, so it is given the
 * studio's; what that has no letters for, such as Chinese, stays blank: an SVG is drawn with the fonts of who looks at it.
 */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Resvg as Drawing } from '@resvg/resvg-wasm';

const scale = 2;
const sideMax = 8_192;
const fonts = [
  import.meta.resolve('@fontsource-variable/inter/files/inter-latin-wght-normal.woff2'),
  import.meta.resolve('@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2'),
  import.meta.resolve('@fontsource-variable/inter/files/inter-cyrillic-wght-normal.woff2'),
  import.meta.resolve('@fontsource-variable/inter/files/inter-greek-wght-normal.woff2'),
];

let started: Promise<{ readonly Resvg: typeof Drawing }> | null = null;

export async function pngOf(svg: string): Promise<Uint8Array> {
  started ??= start();
  const { Resvg } = await started;
  const fontBuffers = await Promise.all(fonts.map(async (font) => new Uint8Array(await readFile(fileURLToPath(font)))));
  const font = { fontBuffers, defaultFontFamily: 'Inter Variable', sansSerifFamily: 'Inter Variable' };
  const whole = new Resvg(svg, { font });
  const value = Math.min(scale, sideMax / Math.max(whole.width, whole.height, 1));
  return new Resvg(svg, { font, fitTo: { mode: 'zoom', value } }).render().asPng();
}

/** It can be initialised once in a process. */
async function start(): Promise<{ readonly Resvg: typeof Drawing }> {
  const resvg = await import('@resvg/resvg-wasm');
  await resvg.initWasm(await readFile(fileURLToPath(import.meta.resolve('@resvg/resvg-wasm/index_bg.wasm'))));
  return resvg;
}
