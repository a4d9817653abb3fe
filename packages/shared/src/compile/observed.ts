/**
 * Fields of records that were seen, for completion where the type says too little: `record.` of NDJSON is `unknown`, and yet
 * everybody can see what is in it. An expression is followed back to the parameter of the snippet and read off the records:
 *
 *     (record) => record.items.map((item) => item.|)      what the items of the seen records have
 *     (line) => { const order = JSON.parse(line); order.| }
 *
 * Only looks: nothing of the snippet is run.
 */
import ts from 'typescript-6';

export type ObservedField = {
  readonly label: string;
  /** What it was in the records, as a type: `number`, `string | null`, `{…}`, `…[]`. */
  readonly type: string;
  /** How many of the records that could have it do. */
  readonly seenIn: number;
};

type Values = readonly unknown[];
const nothing: Values = [];

/** `records`: the JSON of what came to the snippet's node. Empty where the type says enough, or nothing is known. */
export function observedFields(
  { file, checker }: { readonly file: ts.SourceFile; readonly checker: ts.TypeChecker },
  position: number,
  records: readonly string[],
): readonly ObservedField[] {
  const access = records.length === 0 ? null : accessAt(file, position);
  if (access === null || !isLoose(checker.getTypeAtLocation(access.expression), checker)) return [];
  return fieldsOf(new Reader(checker, records.flatMap(parsed)).valuesOf(access.expression));
}

/** The innermost `….name` whose name, perhaps not yet begun, is at the position. */
function accessAt(file: ts.SourceFile, position: number): ts.PropertyAccessExpression | null {
  const within = (node: ts.Node): ts.PropertyAccessExpression | null => {
    if (position < node.pos || position > node.end) return null;
    const inner = ts.forEachChild(node, (child) => within(child) ?? undefined);
    if (inner !== undefined) return inner;
    return ts.isPropertyAccessExpression(node) && position > node.expression.end ? node : null;
  };
  return within(file);
}

/** What a type that says enough does not have would be an error. */
function isLoose(type: ts.Type, checker: ts.TypeChecker): boolean {
  if ((type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown | ts.TypeFlags.NonPrimitive)) !== 0) return true;
  if (type.isUnion()) return type.types.some((each) => isLoose(each, checker));
  if (checker.getIndexInfoOfType(type, ts.IndexKind.String) !== undefined) return true;
  return (type.flags & ts.TypeFlags.Object) !== 0 && checker.getPropertiesOfType(type).length === 0;
}

function fieldsOf(values: Values): readonly ObservedField[] {
  const objects = values.filter(isRecord);
  const types = new Map<string, Set<string>>();
  const seen = new Map<string, number>();
  for (const object of objects)
    for (const [label, value] of Object.entries(object)) {
      types.set(label, (types.get(label) ?? new Set()).add(typeOf(value)));
      seen.set(label, (seen.get(label) ?? 0) + 1);
    }
  return [...types]
    .filter(([label]) => /^[A-Za-z_$][\w$]*$/.test(label))
    .map(([label, kinds]) => ({ label, type: [...kinds].join(' | '), seenIn: seen.get(label) ?? 0 }));
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return `${[...new Set(value.map(typeOf))].join(' | ') || 'unknown'}[]`;
  return typeof value === 'object' ? '{…}' : typeof value;
}

function parsed(text: string): Values {
  try {
    return [JSON.parse(text)];
  } catch {
    return nothing;
  }
}

type JsonObject = Readonly<Record<string, unknown>>;
const isRecord = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const elements = (value: unknown): Values => (Array.isArray(value) ? value : nothing);
const member = (value: unknown, name: string): Values =>
  isRecord(value) && Object.hasOwn(value, name) ? [value[name]] : nothing;

/** Methods of an array by what they give: one of its elements, or an array of them. */
const ofElement: ReadonlySet<string> = new Set(['at', 'find', 'findLast', 'pop', 'shift']);
const ofArray: ReadonlySet<string> = new Set([
  'filter',
  'slice',
  'toSorted',
  'toReversed',
  'concat',
  'sort',
  'reverse',
]);
/** Those that hand elements to a function. */
const eachElement: ReadonlySet<string> = new Set(
  'map flatMap filter forEach find findLast findIndex some every'.split(' '),
);

/** Reads expressions off the records. A variable that is defined by itself would go on for ever: `depth` ends that. */
class Reader {
  readonly #checker: ts.TypeChecker;
  readonly #records: Values;

  constructor(checker: ts.TypeChecker, records: Values) {
    this.#checker = checker;
    this.#records = records;
  }

  valuesOf(expression: ts.Expression, depth = 0): Values {
    if (depth > 24) return nothing;
    const of = (inner: ts.Expression): Values => this.valuesOf(inner, depth + 1);
    if (ts.isParenthesizedExpression(expression) || ts.isNonNullExpression(expression))
      return of(expression.expression);
    if (ts.isAsExpression(expression) || ts.isSatisfiesExpression(expression)) return of(expression.expression);
    if (ts.isConditionalExpression(expression)) return [...of(expression.whenTrue), ...of(expression.whenFalse)];
    if (ts.isBinaryExpression(expression)) return [...of(expression.left), ...of(expression.right)];
    if (ts.isPropertyAccessExpression(expression))
      return of(expression.expression).flatMap((value) => member(value, expression.name.text));
    if (ts.isElementAccessExpression(expression)) return this.#elementAccess(expression, depth);
    if (ts.isCallExpression(expression)) return this.#call(expression, depth);
    return ts.isIdentifier(expression) ? this.#named(expression, depth) : nothing;
  }

  #elementAccess({ expression, argumentExpression }: ts.ElementAccessExpression, depth: number): Values {
    const values = this.valuesOf(expression, depth + 1);
    if (ts.isStringLiteral(argumentExpression))
      return values.flatMap((value) => member(value, argumentExpression.text));
    return values.flatMap((value) => (isRecord(value) ? Object.values(value) : elements(value)));
  }

  #call({ expression, arguments: given }: ts.CallExpression, depth: number): Values {
    if (!ts.isPropertyAccessExpression(expression)) return nothing;
    const [first] = given;
    const called = `${expression.expression.getText()}.${expression.name.text}`;
    if (first !== undefined && called === 'JSON.parse')
      return this.valuesOf(first, depth + 1).flatMap((value) => (typeof value === 'string' ? parsed(value) : nothing));
    if (first !== undefined && called === 'Object.values')
      return this.valuesOf(first, depth + 1).flatMap((value) => (isRecord(value) ? [Object.values(value)] : nothing));
    const values = this.valuesOf(expression.expression, depth + 1);
    if (ofElement.has(expression.name.text)) return values.flatMap(elements);
    return ofArray.has(expression.name.text) ? values : nothing;
  }

  #named(name: ts.Identifier, depth: number): Values {
    const declaration = this.#checker.getSymbolAtLocation(name)?.valueDeclaration;
    return declaration === undefined ? nothing : this.#declared(declaration, depth + 1);
  }

  #declared(declaration: ts.Node, depth: number): Values {
    if (ts.isBindingElement(declaration)) return this.#bound(declaration, depth);
    if (ts.isParameter(declaration)) return this.#parameter(declaration, depth);
    if (!ts.isVariableDeclaration(declaration)) return nothing;
    if (declaration.initializer !== undefined) return this.valuesOf(declaration.initializer, depth + 1);
    const loop = declaration.parent.parent;
    return ts.isForOfStatement(loop) ? this.valuesOf(loop.expression, depth + 1).flatMap(elements) : nothing;
  }

  /** `{ items: [first] }` */
  #bound(element: ts.BindingElement, depth: number): Values {
    const values = depth > 24 ? nothing : this.#declared(element.parent.parent, depth + 1);
    if (element.dotDotDotToken !== undefined) return values;
    if (ts.isArrayBindingPattern(element.parent)) return values.flatMap(elements);
    const field = element.propertyName ?? element.name;
    return ts.isIdentifier(field) ? values.flatMap((value) => member(value, field.text)) : nothing;
  }

  /** The record where it is the snippet's first parameter; an element where the function is given to a method of an array. */
  #parameter(parameter: ts.ParameterDeclaration, depth: number): Values {
    const { parent } = parameter;
    if (!('parameters' in parent) || parent.parameters[0] !== parameter) return nothing;
    if (isDefaultExport(parent)) return this.#records;
    const call = parent.parent;
    if (!ts.isCallExpression(call) || !ts.isPropertyAccessExpression(call.expression)) return nothing;
    if (!eachElement.has(call.expression.name.text)) return nothing;
    return this.valuesOf(call.expression.expression, depth + 1).flatMap(elements);
  }
}

/** The function itself, or in the brackets and behind the contract that were written around it. */
function isDefaultExport(node: ts.Node): boolean {
  if (ts.isExportAssignment(node)) return true;
  if (ts.isFunctionDeclaration(node))
    return node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword) ?? false;
  const isWrap =
    ts.isArrowFunction(node) ||
    ts.isFunctionExpression(node) ||
    ts.isParenthesizedExpression(node) ||
    ts.isSatisfiesExpression(node);
  return isWrap && isDefaultExport(node.parent);
}
