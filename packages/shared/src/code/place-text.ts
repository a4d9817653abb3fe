/** A place of a file in words: `pipeline.ts:12:3`. */
import type ts from 'typescript-6';

export function placeText(file: ts.SourceFile, offset: number): string {
  const { line, character } = file.getLineAndCharacterOfPosition(offset);
  return `${file.fileName}:${line + 1}:${character + 1}`;
}
