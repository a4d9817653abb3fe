export { compile, compileForEditor } from './compile.ts';
export type { CompileResult } from './compile.ts';
export { collectLibraries } from './libraries.ts';
export type { TypeScriptLibraries } from './libraries.ts';
export { compileMigration } from './migration.ts';
export type { CompiledMigration, MigrationParts } from './migration.ts';
export type { PortTypes } from './port-types.ts';
export { trialOf } from './trial.ts';
export type { Trial, TrialSnippet } from './trial.ts';
