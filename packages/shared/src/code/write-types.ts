/** The shared types of a document as the module `types.ts`, from which the snippets import what they name. */
import type ts from 'typescript-6';
import { stringLiteral } from './escape.ts';
import { sharedTypes, unfinishedTypes } from './shared-types.ts';
import { filesOf, hasSyntaxErrors, isTypeStatement, parseFile } from './source-files.ts';

export type TypesModule = {
  /** Null where the document declares none. */
  readonly text: string | null;
  /** What can be imported from it. */
  readonly names: ReadonlySet<string>;
};

export function typesModule(types: string): TypesModule {
  if (types === '') return { text: null, names: new Set() };
  const file = parseFile('/types.ts', types);
  const declared = file.statements.filter(isTypeStatement);
  const isSound = declared.length > 0 && declared.length === file.statements.length && !hasSyntaxErrors(file);
  const forms = isSound ? [exported(file), listed(file)] : [];
  const form = forms.find((text) => readBack(text) === types);
  if (form === undefined)
    return { text: `export const ${unfinishedTypes} = ${stringLiteral(types)};\n`, names: new Set() };
  return { text: form, names: new Set(declared.map(({ name }) => name.text)) };
}

/** What an import makes of it; the two forms are tried until one says exactly what the document does. */
const readBack = (text: string): string =>
  sharedTypes(filesOf(new Map([['/types.ts', text]])), {
    entry: '/pipeline.ts',
    modules: ['/types.ts'],
    taken: new Set(),
  });

/** As a person writes it: `export type Order = …`. */
function exported(file: ts.SourceFile): string {
  let text = '';
  let from = 0;
  for (const statement of file.statements) {
    text += `${file.text.slice(from, statement.getStart(file))}export `;
    from = statement.getStart(file);
  }
  return `${text}${file.text.slice(from)}\n`;
}

/** For declarations of which some say `export` already: they stay as they are, and a list exports the others. */
function listed(file: ts.SourceFile): string {
  const silent = file.statements
    .filter(isTypeStatement)
    .filter(({ modifiers }) => modifiers === undefined || modifiers.length === 0);
  return `${file.text}\n\nexport type { ${silent.map(({ name }) => name.text).join(', ')} };\n`;
}
