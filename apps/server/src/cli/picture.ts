/**
 * A drawing as a PNG, twice as fine as a usual screen. The rasteriser is WebAssembly and brings no font, so it is given the
 * studio's; what that has no letters for, such as Chinese, is drawn as ? and can be asked for: an SVG is drawn with the fonts
 * of who looks at it.
 */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Resvg as Drawing } from '@resvg/resvg-wasm';

const scale = 2;
const sideMax = 8_192;
/** Which files the font has, each with the code points in it, as `U+0100-02BA,U+2020`. */
const parts = import.meta.resolve('@fontsource-variable/inter/unicode.json');
const fileOf = (part: string): string =>
  import.meta.resolve(`@fontsource-variable/inter/files/inter-${part}-wght-normal.woff2`);

let started: Promise<{ readonly Resvg: typeof Drawing }> | null = null;

export async function pngOf(svg: string): Promise<Uint8Array> {
  started ??= start();
  const { Resvg } = await started;
  const files = Object.keys(await codePoints()).map(fileOf);
  const fontBuffers = await Promise.all(files.map(async (file) => new Uint8Array(await readFile(fileURLToPath(file)))));
  const font = { fontBuffers, defaultFontFamily: 'Inter Variable', sansSerifFamily: 'Inter Variable' };
  // One letter that no font has would take those around it along.
  const without = await lettersWithout(svg);
  const drawable = without.reduce((text, letter) => text.replaceAll(letter, '?'), svg);
  const whole = new Resvg(drawable, { font });
  const value = Math.min(scale, sideMax / Math.max(whole.width, whole.height, 1));
  return new Resvg(drawable, { font, fitTo: { mode: 'zoom', value } }).render().asPng();
}

/** Characters of a text that a PNG cannot show, each once. */
export async function lettersWithout(text: string): Promise<readonly string[]> {
  const ranges = Object.values(await codePoints())
    .flatMap((part) => part.split(','))
    .map((range) =>
      range
        .slice(2)
        .split('-')
        .map((bound) => Number.parseInt(bound, 16)),
    );
  const has = (point: number): boolean => ranges.some(([from = 0, to = from]) => point >= from && point <= to);
  return [...new Set(text)].filter((letter) => !has(letter.codePointAt(0) ?? 0));
}

async function codePoints(): Promise<Readonly<Record<string, string>>> {
  return JSON.parse(await readFile(fileURLToPath(parts), 'utf8'));
}

/** It can be initialised once in a process. */
async function start(): Promise<{ readonly Resvg: typeof Drawing }> {
  const resvg = await import('@resvg/resvg-wasm');
  await resvg.initWasm(await readFile(fileURLToPath(import.meta.resolve('@resvg/resvg-wasm/index_bg.wasm'))));
  return resvg;
}
