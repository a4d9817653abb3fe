/**
 * Untrusted JSON to a `Pipeline`, or numbered diagnostics that name the place, the node and the remedy. Checks the form
 * and that ids and ends of edges hold together; whether the graph makes sense and the snippets type-check is found out by
 * `compile`.
 */
import type * as z from 'zod/mini';
import { nodeId } from '../ids.ts';
import { limits } from '../limits.ts';
import { err, ok, type Result } from '../result.ts';
import { diagnose } from './diagnostic-catalogue.ts';
import type { Diagnostic } from './diagnostic.ts';
import { documentSchema, idPattern } from './document-schema.ts';
import { integrityFaults } from './integrity.ts';
import { type JsonObject, migrated } from './migrations.ts';
import { type Pipeline, pipelineFormat, pipelineVersion } from './pipeline.ts';
import { examineUntrusted, pathText, tooLarge } from './untrusted-json.ts';

type Issue = z.core.$ZodIssue;

/** A file's text to a pipeline. */
export function parsePipelineText(text: string): Result<Pipeline, readonly Diagnostic[]> {
  if (text.length > limits.documentBytesMax) return err([tooLarge()]);
  const json = jsonOf(text);
  return json.ok ? parsePipeline(json.value) : err([json.error]);
}

/** `charsMax`: of all its texts together; only what was drawn in this browser may be larger than a document that is saved. */
export function parsePipeline(
  json: unknown,
  charsMax: number = limits.documentBytesMax,
): Result<Pipeline, readonly Diagnostic[]> {
  const unsafe = examineUntrusted(json, charsMax);
  if (unsafe.length > 0) return err(unsafe);
  const current = inCurrentVersion(json);
  if (!current.ok) return err([current.error]);
  const parsed = documentSchema.safeParse(current.value);
  if (parsed.success) {
    const faults = integrityFaults(parsed.data);
    return faults.length === 0 ? ok(withoutNothing(parsed.data)) : err(faults);
  }
  return err(parsed.error.issues.flatMap((issue) => diagnosticsOf(issue, current.value)));
}

/** That nothing is preserved, or written by a person, is said in one way: by no field. */
function withoutNothing({ preserved = [], written = [], ...rest }: Pipeline): Pipeline {
  return {
    ...rest,
    ...(preserved.length === 0 ? {} : { preserved }),
    ...(written.length === 0 ? {} : { written }),
  };
}

function jsonOf(text: string): Result<unknown, Diagnostic> {
  try {
    return ok(JSON.parse(text));
  } catch (cause) {
    if (isBinary(text)) return err(notText);
    if (text.trim() === '') return err(empty);
    const reason = cause instanceof Error ? cause.message : String(cause);
    return err(
      diagnose('P101', {
        message: `The text is not JSON: ${reason}.`,
        remedy: 'Open a file that Potoroo has saved, or mend the JSON at that place.',
      }),
    );
  }
}

/** What no text has: it would only be shown as signs that nobody can read. */
const isBinary = (text: string): boolean => /[\0\uFFFD]/.test(text.slice(0, 1_024));

const notText = diagnose('P101', {
  message: 'It holds no text, so no pipeline: it may be a picture or an archive.',
  remedy: 'Open a file that Potoroo has saved.',
});

const empty = diagnose('P101', { message: 'It is empty.', remedy: 'Open a file that Potoroo has saved.' });

function inCurrentVersion(json: unknown): Result<JsonObject, Diagnostic> {
  if (!isObject(json)) {
    return err(
      diagnose('P101', {
        message: `A pipeline is a JSON object; this is ${described(json)}.`,
        remedy: 'Open a file that Potoroo has saved.',
      }),
    );
  }
  if (json['format'] !== pipelineFormat) {
    return err(
      diagnose('P102', {
        message: `The document's format is ${described(json['format'])}, not "${pipelineFormat}".`,
        remedy: `A pipeline begins with "format": "${pipelineFormat}". Open another file.`,
        path: 'format',
      }),
    );
  }
  const document = migrated(json, pipelineVersion);
  return document === null ? err(unknownVersion(json['version'])) : ok(document);
}

function unknownVersion(version: unknown): Diagnostic {
  const isNewer = typeof version === 'number' && version > pipelineVersion;
  return diagnose('P103', {
    message: `The document has version ${described(version)}; this Potoroo knows version ${pipelineVersion}.`,
    remedy: isNewer
      ? 'Open it with a newer Potoroo.'
      : `Set "version" to ${pipelineVersion} if the document has that form.`,
    path: 'version',
  });
}

const idNaming = {
  kind: 'an id',
  remedy:
    'Use letters, digits, "-" and "_", beginning with a letter or digit; names that every object has, such as "constructor" and "toString", are taken.',
};
/** What else has to have a certain form, by the name of its field. */
const namings: ReadonlyMap<unknown, typeof idNaming> = new Map([
  [
    'file',
    {
      kind: 'a file of a project',
      remedy:
        'Use a path below its folder, such as lib/helpers.ts, of which no part begins with a dot or is node_modules.',
    },
  ],
  ['name', { kind: 'the name of a variable', remedy: 'Use the name that the preserved code has for it.' }],
]);

/** One finding of zod in our words. An issue about several extra fields gives one diagnostic each. */
function diagnosticsOf(issue: Issue, document: JsonObject): readonly Diagnostic[] {
  const { path } = issue;
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => unknownField(key, [...path, key], whereabouts(path, document)));
  }
  const place = whereabouts(path, document);
  const subject = `${place.prefix}${pathText(path)}`;
  const value = valueAt(document, path);
  const common = { ...place.owner, path: pathText(path) };
  if (value === undefined) {
    return [
      diagnose('P104', { message: `${subject} is missing.`, remedy: `Add it: ${expectation(issue)}.`, ...common }),
    ];
  }
  switch (issue.code) {
    case 'invalid_type':
      return [
        diagnose('P104', {
          message: `${subject} is ${described(value)}.`,
          remedy: `Give it ${expectation(issue)}.`,
          ...common,
        }),
      ];
    case 'too_big':
      return [tooBig(issue, subject, common)];
    case 'invalid_format': {
      const { kind, remedy } = namings.get(path.at(-1)) ?? idNaming;
      const message = `${subject} is ${described(value)}, which cannot be ${kind}.`;
      return [diagnose('P108', { message, remedy, ...common })];
    }
    default:
      return [
        diagnose('P109', {
          message: `${subject} is ${described(value)}.`,
          remedy: `Use ${expectation(issue)}.`,
          ...common,
        }),
      ];
  }
}

function tooBig(issue: Issue & { readonly code: 'too_big' }, subject: string, common: object): Diagnostic {
  const bound = String(issue.maximum);
  if (issue.origin === 'string') {
    return diagnose('P106', {
      message: `${subject} has more than ${bound} characters.`,
      remedy: 'Shorten it.',
      ...common,
    });
  }
  if (issue.origin === 'array') {
    return diagnose('P106', {
      message: `${subject} has more than ${bound} entries.`,
      remedy: 'Split the document into several pipelines.',
      ...common,
    });
  }
  return diagnose('P109', {
    message: `${subject} is more than ${bound}.`,
    remedy: `Use ${expectation(issue)}.`,
    ...common,
  });
}

const unknownField = (key: string, path: readonly PropertyKey[], place: Whereabouts): Diagnostic =>
  diagnose('P105', {
    message: `${place.prefix}${pathText(path)} is not a field of the format: ${JSON.stringify(key)}.`,
    remedy: 'Remove it, or correct its name.',
    ...place.owner,
    path: pathText(path),
  });

/** What a correct value would look like, to follow `Use`, `Give it` or `Add it:`. */
function expectation(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return withArticle[issue.expected] ?? `a value of type ${issue.expected}`;
    case 'invalid_value':
      return issue.values.map((value) => JSON.stringify(value)).join(' or ');
    case 'invalid_union':
      return 'options' in issue && Array.isArray(issue.options)
        ? issue.options.map((value) => JSON.stringify(value)).join(' or ')
        : 'another value';
    case 'too_small':
      return issue.origin === 'string'
        ? 'some text'
        : `a number of ${issue.inclusive ? 'at least' : 'more than'} ${String(issue.minimum)}`;
    case 'too_big':
      return `a number of at most ${String(issue.maximum)}`;
    default:
      return 'another value';
  }
}

const withArticle: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  array: 'an array',
  object: 'an object',
  boolean: 'true or false',
};

type Whereabouts = { readonly prefix: string; readonly owner: Pick<Diagnostic, 'node'> };

/** `Node "orders": ` and its id where the path leads into a node whose id can be told. */
function whereabouts(path: readonly PropertyKey[], document: JsonObject): Whereabouts {
  if (path[0] !== 'nodes' || typeof path[1] !== 'number') return { prefix: '', owner: {} };
  const id = valueAt(document, ['nodes', path[1], 'id']);
  if (typeof id !== 'string' || !idPattern.test(id) || id.length > limits.idCharsMax) return { prefix: '', owner: {} };
  return { prefix: `Node "${id}": `, owner: { node: nodeId(id) } };
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, part) => {
    if (Array.isArray(value)) return typeof part === 'number' ? value[part] : undefined;
    return isObject(value) && typeof part === 'string' && Object.hasOwn(value, part) ? value[part] : undefined;
  }, root);
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A value for a sentence, never longer than a line. */
function described(value: unknown): string {
  if (value === undefined) return 'missing';
  if (Array.isArray(value)) return 'an array';
  if (isObject(value)) return 'an object';
  const text = JSON.stringify(value) ?? typeof value;
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
