/**
 * A first look at JSON from anywhere, before its form is known: how deep it is, how much there is of it, and whether a
 * property name reaches into prototypes. What the fields mean is the business of `document-schema.ts`.
 */
import { limits } from '../limits.ts';
import { diagnose } from './diagnostic-catalogue.ts';
import type { Diagnostic } from './diagnostic.ts';

export const forbiddenNames: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

const bytesPerMebibyte = 1_048_576;

type Place = { readonly value: unknown; readonly path: readonly PropertyKey[] };

/** Faults that make it unsafe or pointless to look further; empty when the form may be checked. */
export function examineUntrusted(json: unknown, charsMax: number): readonly Diagnostic[] {
  const waiting: Place[] = [{ value: json, path: [] }];
  let characters = 0;
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    const { value, path } = place;
    if (typeof value === 'string') characters += value.length;
    if (characters > charsMax) return [tooLarge()];
    if (typeof value !== 'object' || value === null) continue;
    if (path.length >= limits.documentDepthMax) return [tooDeep(path)];
    for (const name of Object.keys(value)) {
      characters += Array.isArray(value) ? 1 : name.length;
      if (forbiddenNames.has(name)) return [forbidden(name, path)];
    }
    for (const [name, inner] of Object.entries(value)) {
      waiting.push({ value: inner, path: [...path, Array.isArray(value) ? Number(name) : name] });
    }
  }
  return [];
}

/** `nodes[3].connector.port` */
export function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, part) =>
      typeof part === 'number' ? `${text}[${part}]` : text === '' ? String(part) : `${text}.${String(part)}`,
    '',
  );
}

export const tooLarge = (): Diagnostic =>
  diagnose('P106', {
    message: `The document is larger than ${limits.documentBytesMax / bytesPerMebibyte} MiB.`,
    remedy: 'Shorten its snippets and notes, or split it into several pipelines.',
  });

const tooDeep = (path: readonly PropertyKey[]): Diagnostic =>
  diagnose('P106', {
    message: `The document is nested deeper than ${limits.documentDepthMax} levels.`,
    remedy: 'A pipeline is flat: remove what is nested here.',
    path: pathText(path),
  });

const forbidden = (name: string, path: readonly PropertyKey[]): Diagnostic =>
  diagnose('P107', {
    message: `The property name ${JSON.stringify(name)} is refused.`,
    remedy: 'Remove the property; no pipeline has one of that name.',
    path: pathText([...path, name]),
  });
