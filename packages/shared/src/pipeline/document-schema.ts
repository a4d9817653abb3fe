/**
 * The form of a pipeline document in its current version, for zod. Objects are strict: a field that is not here is a
 * fault. Fields that may be null or that only concern the drawing may be left out, so that documents written by hand stay short.
 * Turning what zod finds into numbered diagnostics is done by `parse.ts`.
 */
import * as z from 'zod/mini';
import { edgeId, nodeId } from '../ids.ts';
import { limits } from '../limits.ts';
import { recordLayoutSchema } from './record-layout-schema.ts';
import { pipelineFormat, pipelineVersion } from './pipeline.ts';

/**
 * Ids name nodes on the command line and files in an export: letters, digits, `-` and `_`. They also become names of
 * properties, so those that every object has, or that reach into prototypes, are refused.
 */
export const idPattern =
  /^(?!(?:constructor|prototype|hasOwnProperty|isPrototypeOf|propertyIsEnumerable|toLocaleString|toString|valueOf)$)[A-Za-z0-9][A-Za-z0-9_-]*$/;

const id = z.string().check(z.maxLength(limits.idCharsMax), z.regex(idPattern));
const nodeIdentity = z.pipe(id, z.transform(nodeId));
const edgeIdentity = z.pipe(id, z.transform(edgeId));

const name = z.string().check(z.maxLength(limits.nameCharsMax));
const snippet = z.string().check(z.maxLength(limits.snippetCharsMax));
const optionalSnippet = z._default(z.nullable(snippet), null);

const coordinate = z.number().check(z.gte(-limits.coordinateMax), z.lte(limits.coordinateMax));
const position = z._default(z.strictObject({ x: coordinate, y: coordinate }), { x: 0, y: 0 });
const extent = z.number().check(z.gte(1), z.lte(limits.coordinateMax));
const size = z._default(z.strictObject({ width: extent, height: extent }), { width: 360, height: 200 });

const format = z.enum(['lines', 'ndjson', 'csv', 'framed']);
const rate = z._default(z.nullable(z.number().check(z.gt(0), z.lte(limits.sourceRateMax))), null);
const count = z._default(z.nullable(z.int().check(z.gte(0))), null);
const path = z.string().check(z.minLength(1), z.maxLength(limits.pathCharsMax));
const host = z.string().check(z.minLength(1), z.maxLength(limits.hostCharsMax));
/** 0 lets a listening source choose a free port. */
const listeningPort = z.int().check(z.gte(0), z.lte(65_535));
const dialledPort = z.int().check(z.gte(1), z.lte(65_535));

/** Without it outputs leave once they are committed. */
const mode = z.exactOptional(z.literal('immediate'));
const ids = z.exactOptional(z.enum(['sent', 'acknowledged']));

const sourceConnector = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('generator'), rate, count }),
  z.strictObject({ type: z.literal('file'), path, format, rate }),
  z.strictObject({
    type: z.literal('tcp'),
    host,
    port: listeningPort,
    format,
    journal: z.exactOptional(z.literal('off')),
  }),
]);
const sinkConnector = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('live') }),
  z.strictObject({ type: z.literal('file'), path, format, mode }),
  z.strictObject({ type: z.literal('tcp'), host, port: dialledPort, format, mode, ids }),
]);

const fixtureText = z.string().check(z.maxLength(limits.fixtureCharsMax));
const fixture = z.strictObject({
  name,
  origin: z.enum(['pasted', 'captured', 'generated']),
  records: fixtureText,
  expected: z._default(
    z.nullable(
      z
        .array(z.strictObject({ outputs: fixtureText, state: z._default(z.nullable(fixtureText), null) }))
        .check(z.maxLength(limits.fixtureRecordsMax)),
    ),
    null,
  ),
});
const fixtures = z.exactOptional(z.array(fixture).check(z.maxLength(limits.fixturesPerNodeMax)));

const base = { id: nodeIdentity, name, position };
/** Of what has a snippet that takes records. */
const tried = { ...base, fixtures };

const node = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('source'),
    ...tried,
    connector: sourceConnector,
    recordType: optionalSnippet,
    decode: optionalSnippet,
    recordLayout: z.exactOptional(recordLayoutSchema),
    generate: optionalSnippet,
  }),
  z.strictObject({ kind: z.literal('computation'), ...tried, code: snippet }),
  z.strictObject({ kind: z.literal('key'), ...tried, code: snippet }),
  z.strictObject({ kind: z.literal('state'), ...base, initial: snippet, size }),
  z.strictObject({ kind: z.literal('state-computation'), ...tried, state: nodeIdentity, code: snippet }),
  z.strictObject({
    kind: z.literal('sink'),
    ...tried,
    connector: sinkConnector,
    encode: optionalSnippet,
    recordLayout: z.exactOptional(recordLayoutSchema),
  }),
  z.strictObject({
    kind: z.literal('note'),
    ...base,
    text: z.string().check(z.maxLength(limits.noteCharsMax)),
    size,
  }),
]);

/** A file below the folder of a project, by a name that every disk can have. */
export const modulePathPattern =
  /^(?:(?!\.|node_modules\/|__proto__\/)[\p{L}\p{N}_@+~()[\] .-]+\/)*(?!\.)[\p{L}\p{N}_@+~()[\] .-]+\.(?:[cm]?[jt]s|json)$/u;
const preservedUse = z.strictObject({
  name: z.string().check(z.maxLength(limits.idCharsMax), z.regex(/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u)),
  means: z.enum(['description', 'stream', 'state', 'snippet']),
  nodes: z.array(nodeIdentity).check(z.maxLength(limits.nodesMax)),
  field: z.exactOptional(z.enum(['decode', 'generate', 'code', 'initial', 'encode'])),
});
const reason = z.string().check(z.maxLength(limits.noteCharsMax));
const place = z.enum(['top', 'opening', 'before', 'end', 'module']);
const file = z.exactOptional(z.string().check(z.maxLength(limits.pathCharsMax), z.regex(modulePathPattern)));
const uses = z.exactOptional(z.array(preservedUse).check(z.minLength(1), z.maxLength(limits.nodesMax)));
const preservedText = z.string().check(z.maxLength(limits.preservedCharsMax));
/** Code that cannot be drawn, at the place where its project had it. */
const preservedBlock = z.strictObject({
  text: preservedText,
  reason,
  place,
  node: z.nullable(nodeIdentity),
  file,
  uses,
});
/** What code says of a preserved block besides its text, or with it; the index is its place among all. */
export const preservedMark = z.strictObject({
  index: z.exactOptional(z.int().check(z.gte(0), z.lte(limits.nodesMax))),
  text: z.exactOptional(preservedText),
  reason: z.exactOptional(reason),
  place: z.exactOptional(place),
  node: z.exactOptional(z.nullable(nodeIdentity)),
  file,
  uses,
});

const writtenFile = z.strictObject({
  file: z.string().check(z.maxLength(limits.pathCharsMax), z.regex(modulePathPattern)),
  text: z.string().check(z.maxLength(limits.writtenCharsMax)),
});

export const documentSchema = z.strictObject({
  format: z.literal(pipelineFormat),
  version: z.literal(pipelineVersion),
  name,
  description: z._default(z.string().check(z.maxLength(limits.noteCharsMax)), ''),
  types: z._default(snippet, ''),
  checkpointIntervalMs: z.exactOptional(
    z.int().check(z.gte(limits.barrierIntervalMsMin), z.lte(limits.barrierIntervalMsMax)),
  ),
  nodes: z.array(node).check(z.maxLength(limits.nodesMax)),
  edges: z
    .array(z.strictObject({ id: edgeIdentity, from: nodeIdentity, to: nodeIdentity }))
    .check(z.maxLength(limits.edgesMax)),
  preserved: z.optional(z.array(preservedBlock).check(z.maxLength(limits.nodesMax))),
  written: z.optional(z.array(writtenFile).check(z.maxLength(limits.nodesMax * 2))),
});
