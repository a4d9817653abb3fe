/**
 * The pass that compares types across nodes (P304 to P320): what flows on an edge with what the next snippet takes, and what
 * a snippet gives with what its place demands. Faults inside a snippet are found by `snippet-checks.ts`.
 */
import ts from 'typescript-6';
import type { EdgeId } from '../ids.ts';
import { type Diagnostic, diagnose, type PipelineNode, type SnippetField } from '../pipeline/index.ts';
import type { Graph } from './graph.ts';
import { kindAndTitle, titled } from './naming.ts';
import { placeOf } from './places.ts';
import { type Project, type SnippetFile, snippetFile } from './project.ts';
import { asynchronous } from './snippet-rules.ts';
import type { SnippetFunction, TypeReader } from './snippet-types.ts';

type Situation = { readonly project: Project; readonly types: TypeReader };
type Callable = {
  readonly file: SnippetFile;
  readonly node: PipelineNode;
  readonly signature: ts.Signature;
  readonly returns: ts.Type;
};

/** The files whose own faults are known already give no second diagnostic here, only the rest of the pipeline does. */
export function checkTypes(situation: Situation, faulty: ReadonlySet<string>): readonly Diagnostic[] {
  const sound = situation.project.snippets.filter((file) => !faulty.has(file.fileName));
  return [...sound.flatMap((file) => checkSnippet(situation, file)), ...checkEmissions(situation, faulty)];
}

function checkSnippet(situation: Situation, file: SnippetFile): readonly Diagnostic[] {
  const { node } = file;
  if (node === null) return [];
  if (file.field === 'recordType') return [];
  const found = situation.types.functionOf(file.fileName);
  if (found === null) return [];
  if (isAny(found.type)) return [];
  const { signature, returns } = found;
  if (signature === null || returns === null) return [notAFunction(situation, file, node, found)];
  const callable = { file, node, signature, returns };
  return [
    ...memoryFaults(situation, callable),
    ...parameterFaults(situation, callable),
    ...returnFaults(situation, callable),
  ];
}

const notAFunction = (
  { types }: Situation,
  file: SnippetFile,
  node: PipelineNode,
  { type }: SnippetFunction,
): Diagnostic =>
  diagnose('P304', {
    message: `The ${file.field} snippet of ${titled(node)} gives ${types.text(type)}, not a function.`,
    remedy: `Write a function, such as ${examples[file.field]}.`,
    ...whole(file),
  });

const examples: Readonly<Record<SnippetField, string>> = {
  decode: '(bytes) => new TextDecoder().decode(bytes)',
  generate: '(index) => ({ id: index })',
  code: '(record) => record',
  initial: '() => ({ count: 0 })',
  encode: '(value) => JSON.stringify(value)',
  types: '',
  recordType: '',
};

function memoryFaults({ types }: Situation, { file, node }: Callable): readonly Diagnostic[] {
  if (file.field !== 'generate' || !file.snippet.exportsMemory) return [];
  const memory = types.functionOf(file.fileName, 'memory');
  if (memory === null || isAny(memory.type) || memory.signature !== null) return [];
  return [
    diagnose('P320', {
      message: `The memory of the generator ${titled(node)} is ${types.text(memory.type)}, not a function.`,
      remedy: 'Write export const memory = () => ({ … }): each run of the source begins with a fresh one.',
      ...whole(file),
    }),
  ];
}

/** What a snippet is called with besides the record: contract types, with how to call them in a sentence. */
function furtherArguments({
  node,
  file,
}: Callable): readonly { readonly contract: string | null; readonly what: string }[] {
  if (file.field === 'generate')
    return [
      { contract: 'Memory', what: 'its memory' },
      { contract: null, what: 'random()' },
    ];
  if (node.kind === 'state-computation')
    return [
      { contract: 'State', what: 'the state object' },
      { contract: null, what: 'the context' },
    ];
  return node.kind === 'computation' ? [{ contract: null, what: 'the context' }] : [];
}

function parameterFaults(situation: Situation, callable: Callable): readonly Diagnostic[] {
  const { types } = situation;
  const { file, node, signature } = callable;
  const further = furtherArguments(callable);
  const demanded = signature.parameters.filter(isDemanded).length;
  if (demanded > further.length + 1) return [tooManyParameters(callable, demanded)];
  const faults = [...edgeFaults(situation, callable)];
  further.forEach(({ contract, what }, index) => {
    const taken = types.parameterType(signature, index + 1);
    const given = contract === null ? null : types.contractType(node.id, contract);
    if (taken === null || given === null || types.checker.isTypeAssignableTo(given, taken)) return;
    faults.push(
      diagnose(contract === 'State' ? 'P315' : 'P319', {
        message: `${titled(node)} takes ${types.text(taken)} as ${what}, which is ${types.text(given)}${stateName(situation.project.graph, node)}.`,
        remedy: 'Leave the parameter’s type out, or make both the same.',
        ...parameterPlace(file, signature, index + 1),
      }),
    );
  });
  return faults;
}

function stateName(graph: Graph, node: PipelineNode): string {
  const state = node.kind === 'state-computation' ? graph.states.get(node.state) : undefined;
  return state === undefined ? '' : ` in the state ${titled(state)}`;
}

const isDemanded = (parameter: ts.Symbol): boolean => {
  const declaration = parameter.valueDeclaration;
  if (declaration === undefined || !ts.isParameter(declaration)) return true;
  return (
    declaration.questionToken === undefined &&
    declaration.initializer === undefined &&
    declaration.dotDotDotToken === undefined
  );
};

const tooManyParameters = (callable: Callable, demanded: number): Diagnostic =>
  diagnose('P319', {
    message: `The ${callable.file.field} snippet of ${titled(callable.node)} takes ${demanded} parameters; it is called with ${furtherArguments(callable).length + 1}.`,
    remedy: `Write it like ${signatureHint(callable)}.`,
    ...parameterPlace(callable.file, callable.signature, furtherArguments(callable).length + 1),
  });

function signatureHint({ node, file }: Callable): string {
  if (file.field === 'generate') return '(index, memory, random) => …';
  if (file.field === 'decode') return '(bytes) => …';
  if (node.kind === 'state') return '(key) => …';
  if (node.kind === 'sink') return '(value) => …';
  if (node.kind === 'state-computation') return '(record, state, context) => …';
  return node.kind === 'key' ? '(record) => …' : '(record, context) => …';
}

/** For each incoming edge whether what flows on it is what the snippet takes. */
function edgeFaults(situation: Situation, { file, node, signature }: Callable): readonly Diagnostic[] {
  const { project, types } = situation;
  const taken = types.parameterType(signature, 0);
  if (taken === null || isRest(signature, 0)) return [];
  const edges = project.inputs.get(node.id) ?? [];
  if (edges.length === 0) return ownArgumentFaults(situation, file, node, signature, taken);
  return edges.flatMap((edge, index) => {
    const given = types.contractType(node.id, `In${index}`);
    if (given === null || types.checker.isTypeAssignableTo(given, taken)) return [];
    const from = senderOf(project.graph, edge);
    if (from === undefined) return [];
    return [
      diagnose('P305', {
        message: `The ${kindAndTitle(from)} gives ${types.text(given)}, and the ${kindAndTitle(node)} takes ${types.text(taken)}.`,
        remedy: misfitRemedy(from, node, given, types),
        edge,
        ...parameterPlace(file, signature, 0),
      }),
    ];
  });
}

function misfitRemedy(from: PipelineNode, node: PipelineNode, given: ts.Type, { text }: TypeReader): string {
  if (text(given) === 'unknown' && from.kind === 'source') return `Give the source ${titled(from)} a record type.`;
  return `Put a computation between ${titled(from)} and ${titled(node)} that turns the one into the other, change the type that ${titled(node)} takes, or remove the edge.`;
}

/** `decode`, `generate` and `initial` have no edge before them: bytes, an index, a key. */
function ownArgumentFaults(
  { types }: Situation,
  file: SnippetFile,
  node: PipelineNode,
  signature: ts.Signature,
  taken: ts.Type,
): readonly Diagnostic[] {
  if (file.field !== 'decode' && file.field !== 'generate' && file.field !== 'initial') return [];
  const { checker } = types;
  const arguments_ = { decode: types.bytes(), generate: checker.getNumberType(), initial: checker.getStringType() };
  const given = arguments_[file.field];
  if (checker.isTypeAssignableTo(given, taken)) return [];
  return [
    diagnose('P319', {
      message: `The ${file.field} snippet of ${titled(node)} takes ${types.text(taken)}; it is called with ${types.text(given)}.`,
      remedy: 'Leave the parameter’s type out, or correct it.',
      ...parameterPlace(file, signature, 0),
    }),
  ];
}

const senderOf = (graph: Graph, edge: EdgeId): PipelineNode | undefined => {
  const found = graph.edges.find((each) => each.id === edge);
  return found === undefined ? undefined : graph.nodes.get(found.from);
};

function returnFaults(situation: Situation, callable: Callable): readonly Diagnostic[] {
  const { types } = situation;
  const { file, node, returns } = callable;
  if (isAny(returns)) return [];
  if (isPromise(returns, types.checker)) return [diagnose('P313', { ...pick(asynchronous), ...returnPlace(callable) })];
  const given = types.text(returns);
  switch (file.field) {
    case 'code':
      if (node.kind !== 'key' || every(returns, ts.TypeFlags.StringLike)) return [];
      return [
        diagnose('P306', {
          message: `The key function ${titled(node)} returns ${given}; a key is a string.`,
          remedy: 'Return a string, such as String(record.id).',
          ...returnPlace(callable),
        }),
      ];
    case 'initial':
      if (holdsObjects(returns)) return [];
      return [
        diagnose('P307', {
          message: `The first value of the state ${titled(node)} is ${given}; a state object is a plain object.`,
          remedy: 'Return an object, such as () => ({ count: 0 }); its fields are what state computations change.',
          ...returnPlace(callable),
        }),
      ];
    case 'encode':
      if (isBytesOrText(returns, situation)) return [];
      return [
        diagnose('P308', {
          message: `The encode snippet of ${titled(node)} returns ${given}; a sink writes bytes or text.`,
          remedy: 'Return a Uint8Array or a string, such as JSON.stringify(value).',
          ...returnPlace(callable),
        }),
      ];
    case 'decode':
    case 'generate':
      return recordFaults(situation, callable);
    case 'types':
    case 'recordType':
      return [];
  }
}

function recordFaults({ types }: Situation, callable: Callable): readonly Diagnostic[] {
  const { node, file, returns } = callable;
  const record = types.contractType(node.id, 'Out');
  const kept = withoutNothing(returns);
  if (record === null || kept.every((part) => types.checker.isTypeAssignableTo(part, record))) return [];
  return [
    diagnose('P309', {
      message: `The ${file.field} snippet of ${titled(node)} gives ${types.text(returns)}, and the source's records are ${types.text(record)}.`,
      remedy: 'Make it give that type, or correct the source’s record type.',
      ...returnPlace(callable),
    }),
  ];
}

/** What leaves a node: it must be able to travel (P318), and something should (P333). */
function checkEmissions({ project, types }: Situation, faulty: ReadonlySet<string>): readonly Diagnostic[] {
  return project.graph.order.flatMap((node) => {
    if (node.kind === 'key' || node.kind === 'sink') return [];
    if (project.snippets.some((file) => file.node === node && faulty.has(file.fileName))) return [];
    const out = types.contractType(node.id, 'Out');
    if (out === null || isAny(out)) return [];
    const parts = out.isUnion() ? out.types : [out];
    const stuck = parts.find((part) => !canTravel(part, types.checker));
    if (stuck !== undefined) {
      return [
        diagnose('P318', {
          message: `The ${kindAndTitle(node)} passes on ${types.text(stuck)}, which cannot travel to another worker.`,
          remedy: 'Pass on plain data: numbers, text, booleans, arrays and objects of these, bytes.',
          node: node.id,
        }),
      ];
    }
    if ((out.flags & ts.TypeFlags.Never) === 0 || project.graph.outgoing(node.id).length === 0) return [];
    return [
      diagnose('P333', {
        message: `The ${kindAndTitle(node)} never passes a record on.`,
        remedy: 'Return a record, or remove the edges that leave it.',
        node: node.id,
        ...emissionPlace(project, node),
      }),
    ];
  });
}

function emissionPlace(project: Project, node: PipelineNode): Pick<Diagnostic, 'at'> {
  const file = project.snippets.find((each) => each.fileName === snippetFile(node.id, 'code'));
  return file === undefined ? {} : whole(file);
}

const isAny = (type: ts.Type): boolean => (type.flags & ts.TypeFlags.Any) !== 0;
const partsOf = (type: ts.Type): readonly ts.Type[] => (type.isUnion() ? type.types : [type]);
const every = (type: ts.Type, flags: ts.TypeFlags): boolean =>
  partsOf(type).every((part) => (part.flags & flags) !== 0);
const nothing = ts.TypeFlags.Null | ts.TypeFlags.Undefined | ts.TypeFlags.Void;
const withoutNothing = (type: ts.Type): readonly ts.Type[] =>
  partsOf(type).filter((part) => (part.flags & nothing) === 0);

function isPromise(type: ts.Type, checker: ts.TypeChecker): boolean {
  return partsOf(type).some((part) => {
    const then = part.getProperty('then');
    return then !== undefined && checker.getTypeOfSymbol(then).getCallSignatures().length > 0;
  });
}

function canTravel(type: ts.Type, checker: ts.TypeChecker): boolean {
  if ((type.flags & ts.TypeFlags.ESSymbolLike) !== 0) return false;
  return (
    type.getCallSignatures().length === 0 && type.getConstructSignatures().length === 0 && !isPromise(type, checker)
  );
}

const holdsObjects = (type: ts.Type): boolean =>
  partsOf(type).every(
    (part) =>
      (part.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) !== 0 && part.getCallSignatures().length === 0,
  );

function isBytesOrText(type: ts.Type, { types }: Situation): boolean {
  const { checker } = types;
  return (
    [types.bytes(), checker.getStringType()].some((wanted) => checker.isTypeAssignableTo(type, wanted)) ||
    partsOf(type).every(
      (part) =>
        checker.isTypeAssignableTo(part, types.bytes()) || checker.isTypeAssignableTo(part, checker.getStringType()),
    )
  );
}

const isRest = (signature: ts.Signature, index: number): boolean => {
  const declaration = signature.parameters[index]?.valueDeclaration;
  return declaration !== undefined && ts.isParameter(declaration) && declaration.dotDotDotToken !== undefined;
};

const pick = ({ message, remedy }: typeof asynchronous) => ({ message, remedy });
const whole = (file: SnippetFile) => placeOf(file, 0, file.snippet.text.length);

/** The parameter where it is written in this snippet, else the snippet. */
function parameterPlace(file: SnippetFile, signature: ts.Signature, index: number) {
  const declaration = signature.parameters[index]?.valueDeclaration;
  return declaration?.getSourceFile().fileName === file.fileName
    ? placeOf(file, declaration.getStart(), declaration.getEnd())
    : whole(file);
}

/** The function's result where it is a single expression or a single return, else the snippet. */
function returnPlace({ file, signature }: Callable) {
  const declaration = signature.getDeclaration();
  if (declaration === undefined || declaration.getSourceFile().fileName !== file.fileName) return whole(file);
  const body = 'body' in declaration ? declaration.body : undefined;
  if (body === undefined) return whole(file);
  if (!ts.isBlock(body)) return placeOf(file, body.getStart(), body.getEnd());
  const returned = returnsOf(body);
  const [only] = returned;
  return returned.length === 1 && only !== undefined ? placeOf(file, only.getStart(), only.getEnd()) : whole(file);
}

function returnsOf(block: ts.Block): readonly ts.Expression[] {
  const found: ts.Expression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node)) return;
    if (ts.isReturnStatement(node) && node.expression !== undefined) found.push(node.expression);
    else ts.forEachChild(node, visit);
  };
  ts.forEachChild(block, visit);
  return found;
}
