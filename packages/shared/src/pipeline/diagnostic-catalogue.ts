/**
 * Every numbered diagnostic with its severity and its meaning. This is the only place where a number is given out.
 * `P10x` and `P11x` the document's form, `P15x` edits, `P2xx` the graph, `P3xx` snippets and types.
 * `P39x`, `P4xx` and `P5xx` are found by others than the compiler: its patience, the files a document names, its project.
 * The words for one occurrence (which node, which types, what to do) are made where the fault is found.
 */
import type { Diagnostic } from './diagnostic.ts';

type Entry = { readonly severity: Diagnostic['severity']; readonly meaning: string };

const error = (meaning: string): Entry => ({ severity: 'error', meaning });
const warning = (meaning: string): Entry => ({ severity: 'warning', meaning });

export const diagnosticCatalogue = {
  P101: error('The text is not JSON, or not a JSON object.'),
  P102: error('The object is not a Potoroo pipeline.'),
  P103: error('The document has a version that this Potoroo does not know.'),
  P104: error('A field is missing or holds a value of the wrong type.'),
  P105: error('A field that the format does not have.'),
  P106: error('Something is larger, longer or more numerous than its limit.'),
  P107: error('A property name that is refused because it reaches into prototypes.'),
  P108: error('An id, or the path of a file, with characters that it cannot have.'),
  P109: error('A value that the field does not allow.'),

  P151: error('An edit names a node that the pipeline does not have.'),
  P152: error('An edit names an edge that the pipeline does not have.'),
  P153: error('An edit adds an id that the pipeline has already.'),
  P154: error('An edit would turn a node into another kind of node.'),
  P155: error('An edit places something outside of the list it belongs to.'),

  P201: error('The pipeline is empty: it has no nodes that do anything.'),
  P202: error('Two nodes have the same id.'),
  P203: error('Two edges have the same id.'),
  P204: error('An edge begins or ends at a node that does not exist.'),
  P205: error('Two edges connect the same two nodes.'),
  P206: error('A step after a sink.'),
  P207: error('An edge into a source.'),
  P208: error('An edge at a state or at a note.'),
  P209: error('A key function that no state computation follows.'),
  P210: error('A key function that leads to something other than a state computation.'),
  P211: error('A state computation whose input is not keyed.'),
  P212: error('A state computation that names a state which does not exist.'),
  P213: error('A source without a way to a sink or a state.'),
  P214: warning('A node that no source reaches.'),
  P215: error('A cycle: records would come back to a node they have passed.'),
  P216: error('A keyed stage that feeds itself, directly or through others.'),
  P217: warning('A state that no state computation uses.'),
  P218: warning('A computation whose results go nowhere.'),
  P219: error('A generator source without a generate snippet.'),
  P220: error('A pipeline without a source.'),
  P221: error('Ids of outputs in a format that has no room for them.'),
  P222: warning('Two nodes of one name.'),

  P301: error('A snippet with a syntax error.'),
  P302: error('A snippet with a type error.'),
  P303: error('A snippet that is neither a module with a default export nor a single expression.'),
  P304: error('A snippet that does not give a function.'),
  P305: error('A type that does not fit: what flows on an edge is not what the next step takes.'),
  P306: error('A key function that does not return a string.'),
  P307: error('An initial value that is not an object.'),
  P308: error('An encode snippet that does not return bytes or text.'),
  P309: error('A decode or generate snippet that does not give the record type of its source.'),
  P310: error('A record type that is not a TypeScript type.'),
  P311: error('A snippet that imports: snippets have no modules.'),
  P312: error('A snippet that makes code from text: eval or the Function constructor.'),
  P313: error('An asynchronous snippet.'),
  P314: error('A generator function as a snippet.'),
  P315: error('A state computation that takes another state than its state holds.'),
  P316: error('A name of the browser or of Node: snippets see the language only.'),
  P317: error('Shared types that hold something other than type declarations.'),
  P318: error('A record that cannot travel: a function, a symbol or a promise.'),
  P319: error('A snippet whose parameters are not those it is called with.'),
  P320: error('A memory export that is not a function.'),
  P321: error('A state computation that wants a second state object.'),
  P322: error('A snippet that is more than JavaScript with types: an enum, a namespace, a decorator.'),
  P340: error('A record layout and a snippet for the same bytes.'),
  P341: error('A record layout without fields that a record could have.'),
  P342: error('A name that no field of a record layout can have, or two fields of one name.'),
  P343: error('A field of a record layout at a place where it cannot lie.'),
  P344: error('A constant that the type of its field cannot hold.'),
  P345: error('A record layout that does not give the record type of its source.'),
  P346: error('Records that do not have the fields of the record layout of their sink.'),
  P330: warning('A state computation or computation that reads the clock.'),
  P331: warning('A state computation or computation that draws random numbers.'),
  P332: warning('A snippet that keeps changing data outside of its function, where no state holds it.'),
  P333: warning('A step that never passes a record on, with edges that wait for one.'),

  P399: error('A document to which the compiler gave no answer in time.'),

  P401: error('A file that cannot be used, or may not be.'),
  P402: error('A file of two nodes, of which at least one writes it.'),

  P501: error('A file of a project that cannot be read.'),
  P502: error('A project without a description: no file creates a pipeline.'),
  P503: error('A call of a description that it does not have, or not so.'),
  P504: warning('Code of a description that cannot be drawn, and is preserved as it is.'),
  P505: error('A snippet that cannot be taken out of the file it stands in.'),
  P506: error('A description with a syntax error.'),
  P507: warning('Something of a project that a document cannot hold, and that is left out.'),
  P508: error('A project that reaches outside of its folder.'),
} as const satisfies Readonly<Record<string, Entry>>;

export type DiagnosticCode = keyof typeof diagnosticCatalogue;

/** One occurrence of a catalogued fault. */
export function diagnose(code: DiagnosticCode, occurrence: Omit<Diagnostic, 'code' | 'severity'>): Diagnostic {
  return { code, severity: diagnosticCatalogue[code].severity, ...occurrence };
}
