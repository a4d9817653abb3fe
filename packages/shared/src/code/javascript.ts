/** TypeScript as the JavaScript that a package is published as: the types are gone, the rest stands as it was written. */
import ts from 'typescript-6';

export const javaScriptOf = (text: string): string =>
  ts.transpileModule(text, {
    compilerOptions: { target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.ESNext, verbatimModuleSyntax: true },
  }).outputText;
