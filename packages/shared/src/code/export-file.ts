/** A document as one TypeScript file: that of the person who wrote it where it is one, else with everything in its place. Throws `CodeTooDeep`. */
import type { Pipeline } from '../pipeline/index.ts';
import { codeAsWritten } from './as-written.ts';
import { descriptionFile } from './plain-project.ts';
import { plainFile } from './plain-file.ts';
import { unlessTooDeep } from './too-deep.ts';

export const exportFile = (pipeline: Pipeline): string =>
  unlessTooDeep(() => {
    const files = codeAsWritten(pipeline)?.files;
    const own = files?.size === 1 ? files.get(descriptionFile) : undefined;
    return own ?? plainFile(pipeline);
  });
