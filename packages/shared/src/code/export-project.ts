/**
 * A document as a TypeScript project, as a person wrote it where one did, else as one would have: with what it takes to install,
 * run and test it. A pure function, for the browser and the server alike; the runtime's archive is put beside the files by
 * whoever writes them.
 */
import type { Pipeline } from '../pipeline/index.ts';
import { codeAsWritten, rememberedPipeline } from './as-written.ts';
import { plainProject, type ProjectCode, type ProjectText } from './plain-project.ts';
import { packagesOf } from './preserved-packages.ts';
import { unlessTooDeep } from './too-deep.ts';
import { projectFiles } from './write-project.ts';
import { reasonWrittenAnew } from './written-anew.ts';

export const exportProject = (pipeline: Pipeline): ProjectText => projectCode(pipeline).files;

/** The project, and where in it each node is. Throws `CodeTooDeep` where code cannot even be read. */
export const projectCode = (pipeline: Pipeline): ProjectCode => unlessTooDeep(() => written(pipeline));

function written(pipeline: Pipeline): ProjectCode {
  const code = codeAsWritten(pipeline);
  if (code === null) {
    const plain = plainProject(pipeline);
    return pipeline.written === undefined
      ? plain
      : { ...plain, writtenAnew: reasonWrittenAnew(rememberedPipeline(pipeline), pipeline) };
  }
  const packages = packagesOf(
    pipeline,
    (pipeline.preserved ?? []).map(() => 'plain'),
  );
  const others = projectFiles(pipeline, packages, [...code.files.keys()]);
  return { files: new Map([...code.files, ...others]), places: code.places, writtenAnew: null };
}
