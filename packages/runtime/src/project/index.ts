export { describe } from './describe.ts';
export { filesOnDisk, filesOnDiskBelow } from './files-on-disk.ts';
export type { DescriptionRefusal } from './describe.ts';
export { openProject } from './open-project.ts';
export type { FixtureTest } from './fixture-tests.ts';
export type { Project, ProjectRun } from './open-project.ts';
export { typeScriptLibraries } from './typescript-libraries.ts';
