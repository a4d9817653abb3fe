// The laws of export and import. What would break: a project that is opened again is another pipeline, or a text of a
// document becomes code of its project.
import fc from 'fast-check';
import ts from 'typescript-6';
import { describe, expect, it } from 'vitest';
import { parsePipeline, type Pipeline } from '../pipeline/index.ts';
import { exportFile } from './export-file.ts';
import { exportProject } from './export-project.ts';
import { generatedPipelines, generatedWithPreserved } from './testing/generated-pipelines.ts';
import { importProject } from './import-project.ts';
import { filesOf, parseFile, syntaxErrors } from './source-files.ts';

const rooted = (files: ReadonlyMap<string, string>): ReadonlyMap<string, string> =>
  new Map([...files].map(([name, text]) => [`/${name}`, text]));

const errorsOf = (name: string, text: string): readonly string[] =>
  syntaxErrors(parseFile(name, text)).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));

describe('a pipeline and its project', { timeout: 120_000 }, () => {
  it('E6: in one file, it comes back to the last character too', () => {
    fc.assert(
      fc.property(generatedPipelines, (pipeline) => {
        const text = exportFile(pipeline);
        expect(errorsOf('/pipeline.ts', text)).toEqual([]);
        const imported = importProject(filesOf(new Map([['/pipeline.ts', text]])), '/pipeline.ts');
        expect(imported.diagnostics).toEqual([]);
        expect(imported.pipeline).toEqual(pipeline);
      }),
      { numRuns: 60 },
    );
  });

  it('E1: what is imported from an export is the document, to the last character', () => {
    fc.assert(
      fc.property(generatedPipelines, (pipeline) => {
        expect(parsePipeline(pipeline)).toMatchObject({ ok: true });
        const files = rooted(exportProject(pipeline));
        const imported = importProject(filesOf(files), '/pipeline.ts');
        expect(imported.diagnostics).toEqual([]);
        expect(imported.pipeline).toEqual(pipeline);
      }),
      { numRuns: 200 },
    );
  });

  it('E7: so does what is preserved of code, wherever blocks meet and whatever they say, as a project and in one file', () => {
    fc.assert(
      fc.property(generatedWithPreserved, (pipeline) => {
        const parsed = parsePipeline(pipeline);
        if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
        const project = rooted(exportProject(pipeline));
        const single = new Map([['/pipeline.ts', exportFile(pipeline)]]);
        for (const files of [project, single]) {
          expect(errorsOf('/pipeline.ts', files.get('/pipeline.ts') ?? '')).toEqual([]);
          expect(importProject(filesOf(files), '/pipeline.ts').pipeline).toEqual(parsed.value);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('E2: every file that is code is code, and pipeline.ts says one statement for each node and no other', () => {
    fc.assert(
      fc.property(generatedPipelines, (pipeline) => {
        const files = exportProject(pipeline);
        for (const [name, text] of files) if (name.endsWith('.ts')) expect(errorsOf(name, text)).toEqual([]);
        for (const [name, text] of files)
          if (name.startsWith('snippets/')) expect(strangersIn(name, text, pipeline)).toEqual([]);
        const statements = parseFile('/pipeline.ts', files.get('pipeline.ts') ?? '').statements.filter(
          (each) => !ts.isImportDeclaration(each),
        );
        const said = statements.map((statement) => statementText(statement));
        const edges = said.filter((each) => each === 'app.connect');
        expect(said.filter((each) => each !== 'app.connect')).toEqual([
          'pipeline',
          ...Array.from(pipeline.nodes, () => 'call'),
          'export',
        ]);
        expect(edges.length).toBeLessThanOrEqual(pipeline.edges.length);
      }),
      { numRuns: 100 },
    );
  });

  it('E3: code that cannot be drawn, and comments, are where they were when a project is imported and exported', () => {
    fc.assert(
      fc.property(
        generatedPipelines,
        fc.array(fc.tuple(fc.nat(20), fc.constantFrom(...blocks)), { maxLength: 5 }),
        (pipeline, inserted) => {
          const project = new Map(exportProject(pipeline));
          const text = inserted.reduce(
            (before, [where, block]) => withBlock(before, where, block),
            project.get('pipeline.ts') ?? '',
          );
          project.set('pipeline.ts', text);
          const imported = importProject(filesOf(rooted(project)), '/pipeline.ts');
          expect(imported.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
          expect(imported.pipeline === null ? null : exportProject(imported.pipeline).get('pipeline.ts')).toBe(text);
          for (const { text: block } of imported.pipeline?.preserved ?? []) expect(text).toContain(block);
          const { preserved: kept = [] } = imported.pipeline ?? {};
          const single = imported.pipeline === null || kept.length === 0 ? '' : exportFile(imported.pipeline);
          for (const { text: block } of kept) expect(single).toContain(block);
          if (single !== '')
            expect(importProject(filesOf(new Map([['/pipeline.ts', single]])), '/pipeline.ts').pipeline).toEqual(
              imported.pipeline,
            );
        },
      ),
      { numRuns: 50 },
    );
  });

  it('E4: whatever the text, importing it gives an answer, and each finding has a number', () => {
    const pieces = fc.constantFrom(
      'const app = pipeline(',
      "'a'",
      ');',
      'app.',
      'source(',
      'merge(',
      '{',
      '}',
      '[',
      '(',
      '`',
      '/*',
      '*/',
      '//',
      '\n',
      '=>',
      'import x from ',
      "'./a.ts';",
      'export default app;',
      '__proto__',
      ',',
      '...',
      'async ',
      'class ',
      '\u0000',
      '😀',
    );
    const code = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.array(pieces, { maxLength: 30 }).map((each) => each.join('')),
    );
    fc.assert(
      fc.property(code, fc.boolean(), (text, isBegun) => {
        const begun = "import { pipeline } from '@potoroo/runtime';\nconst app = pipeline('A');\n";
        const files = new Map([
          ['/pipeline.ts', isBegun ? begun + text : text],
          ['/a.ts', text],
        ]);
        const { pipeline, diagnostics } = importProject(filesOf(files), '/pipeline.ts');
        expect(diagnostics.every((each) => /^P\d{3}$/.test(each.code) && each.remedy !== '')).toBe(true);
        expect(pipeline !== null || diagnostics.some(({ severity }) => severity === 'error')).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  it('E5: code that is nested without end is refused, not followed', () => {
    const files = filesOf(new Map([['/pipeline.ts', `const app = ${'('.repeat(100_000)}1${')'.repeat(100_000)};`]]));
    expect(importProject(files, '/pipeline.ts')).toMatchObject({
      pipeline: null,
      diagnostics: [{ code: expect.stringMatching(/^P50/) }],
    });
  });
});

const blocks = [
  '// A comment.',
  '// Of a file, a type and live tcp.',
  '/**\n * Of several lines.\n */',
  "console.log('here');",
  'for (const count of [1, 2]) {\n  // inside\n  console.log(count);\n}',
  'let rate = 5;\n\nrate += 1;',
  '// before\nif (Math.random() > 2) app.note(`n${1}`, "");',
  'const limit   =  5;   // spaced',
  'class Unused {}',
];

/** As a formatter leaves it: a blank line in front, none behind. Statements of edges that stand apart have no place of their own. */
function withBlock(text: string, where: number, block: string): string {
  const file = parseFile('/pipeline.ts', text);
  const isNode = (each: ts.Statement): boolean =>
    !each.getText(file).startsWith('app.connect(') && !ts.isImportDeclaration(each);
  const description = file.statements.findIndex((each) => each.getText(file).startsWith('const app = '));
  const drawn = file.statements.filter(
    (each, index) =>
      index >= description &&
      isNode(each) &&
      /^(?:const \w+ = )?[\w.()', -]*\.?(?:pipeline|source|state|compute|keyBy|sink|note)\(/.test(each.getText(file)),
  );
  const target = drawn[where % (drawn.length + 1)];
  if (target === undefined) return text.startsWith('import') ? `${block}\n\n${text}` : text;
  const start = target.getStart(file);
  // One block a place, and what stands there already is not divided.
  if (ts.getLeadingCommentRanges(text, target.pos) !== undefined) return text;
  const previous = file.statements[file.statements.indexOf(target) - 1];
  if (previous !== undefined && !isDrawnText(previous.getText(file))) return text;
  const isApart = text.slice(0, start).endsWith('\n\n');
  return `${text.slice(0, start)}${isApart ? '' : '\n'}${block}\n${text.slice(start)}`;
}

const isDrawnText = (text: string): boolean =>
  /^(?:import |export |(?:const \w+ = )?[\w.()', -]*\.?(?:pipeline|source|state|compute|keyBy|sink|note|connect)\()/.test(
    text,
  );

/** Statements of a snippet's module that are neither its imports nor the author's own. */
function strangersIn(name: string, text: string, { nodes }: Pipeline): readonly string[] {
  const file = parseFile(name, text);
  const said = file.statements.filter((each) => !ts.isImportDeclaration(each));
  const [only, ...more] = said;
  if (only !== undefined && more.length === 0 && ts.isExportAssignment(only)) return [];
  const written = nodes.flatMap((node) => Object.values(node)).filter((value) => typeof value === 'string');
  const isOwn = (each: ts.Statement): boolean =>
    written.some((value) => value.includes(each.getText(file))) || ts.isExportAssignment(each);
  return said.filter((each) => !isOwn(each)).map((each) => each.getText(file));
}

/** What a statement of a description does; anything unexpected is its own text. */
function statementText(statement: ts.Statement): string {
  if (ts.isExportAssignment(statement))
    return statement.expression.getText() === 'app' ? 'export' : statement.getText();
  const call = ts.isVariableStatement(statement)
    ? statement.declarationList.declarations[0]?.initializer
    : ts.isExpressionStatement(statement)
      ? statement.expression
      : undefined;
  if (call === undefined || !ts.isCallExpression(call)) return statement.getText();
  const callee = call.expression;
  if (ts.isIdentifier(callee)) return callee.text;
  if (!ts.isPropertyAccessExpression(callee)) return statement.getText();
  if (callee.name.text === 'connect') return 'app.connect';
  return ['source', 'state', 'compute', 'keyBy', 'sink', 'note'].includes(callee.name.text)
    ? 'call'
    : statement.getText();
}
