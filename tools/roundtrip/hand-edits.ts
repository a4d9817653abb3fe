/**
 * What people do to a description by hand, without changing what it describes: comments everywhere, odd formatting, other
 * quotes, statements that cannot be drawn, helpers of their own, functions written in place. Each edit is kept for the report.
 */
import ts from 'typescript-6';
import { below, pick, type Random } from '../inputs/random.ts';

export type HandEdited = {
  readonly text: string;
  /** Comments that have to be there still, whatever becomes of the rest. */
  readonly comments: readonly string[];
  /** Statements that have to be there still, word for word. */
  readonly statements: readonly string[];
};

const undrawable = (number: number): readonly string[] => [
  `for (const count of [1, 2, ${number}]) {\n  // inside ${number}\n  if (count > 1_000) throw new Error('never');\n}`,
  `let rate${number} = ${number};\n\nrate${number} += 1;`,
  `const   limit${number}   =  ${number} ;`,
  `if (Math.random() > ${number + 1}) app.note(\`n\${${number}}\`, '');`,
  `class Unused${number} {}`,
  `function helper${number}(value: number): number { return value   * ${number}; }`,
  `void [1, 2].map((each) => each * ${number});`,
  `const { length: length${number} } = 'destructured';`,
  `try { JSON.parse('{'); } catch { /* as expected ${number} */ }`,
];

export function handEdited(text: string, random: Random): HandEdited {
  const comments: string[] = [];
  const statements: string[] = [];
  let number = 0;
  const file = ts.createSourceFile('/pipeline.ts', text, ts.ScriptTarget.ES2023, true, ts.ScriptKind.TS);
  const edits: { at: number; end: number; text: string }[] = [];
  const described = file.statements.findIndex((each) => each.getText(file).startsWith('const app = '));
  for (const [index, statement] of file.statements.entries()) {
    if (index <= described) continue;
    number += 1;
    const at = statement.getStart(file);
    const kind = below(random, 4);
    if (kind === 0) {
      const block = pick(random, undrawable(number));
      statements.push(block);
      edits.push({ at, end: at, text: `${block}\n\n` });
    } else if (kind === 1) {
      const comment = pick(random, [`// Remark ${number}.`, `/* Remark ${number}\n   of two lines */`]);
      comments.push(comment);
      edits.push({ at, end: at, text: `${comment}\n` });
    }
  }
  const drawn = file.statements.slice(described + 1).flatMap((statement) => callsOf(statement));
  for (const call of drawn) {
    for (const given of call.arguments) {
      if (!ts.isStringLiteral(given) || below(random, 3) > 0) continue;
      number += 1;
      const comment = `/* inner ${number} */`;
      comments.push(comment);
      const start = given.getStart(file);
      const isPlain = /^[\w -]*$/.test(given.text);
      const written = isPlain
        ? pick(random, [`"${given.text}"`, `\`${given.text}\``, `( '${given.text}' )`])
        : given.getText(file);
      edits.push({ at: start, end: given.end, text: `\n      ${comment}  ${written}` });
    }
  }
  return { text: changed(text, edits), comments, statements };
}

/** The calls that draw: `app.source(…)`, `orders.compute(…)`; not those inside of their arguments. */
function callsOf(statement: ts.Statement): readonly ts.CallExpression[] {
  const expression = ts.isVariableStatement(statement)
    ? statement.declarationList.declarations[0]?.initializer
    : ts.isExpressionStatement(statement)
      ? statement.expression
      : undefined;
  return expression !== undefined && ts.isCallExpression(expression) ? [expression] : [];
}

function changed(text: string, edits: readonly { at: number; end: number; text: string }[]): string {
  return edits
    .toSorted((a, b) => b.at - a.at)
    .reduce((before, edit) => before.slice(0, edit.at) + edit.text + before.slice(edit.end), text);
}
