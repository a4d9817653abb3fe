/**
 * The bodies of requests, from untrusted JSON. The document inside is looked at by `parsePipeline`; everything around
 * it here. An unknown field is an error: it is a misunderstanding, and better said than ignored.
 */
import type { Action, ProfileQuestion, SlotsQuestion, StateObjectQuestion } from '@potoroo/shared/control';
import { nodeId } from '@potoroo/shared/ids';
import { limits } from '@potoroo/shared/limits';
import type { WatchRequest } from '@potoroo/shared/telemetry';
import { parsePipeline } from '@potoroo/shared/pipeline';
import type { Pipeline } from '@potoroo/shared/pipeline';
import { err, ok } from '@potoroo/shared/result';
import type { Result } from '@potoroo/shared/result';
import * as z from 'zod/mini';
import { problem } from './reply.ts';
import type { Change } from '../store/pipeline-store.ts';
import type { Reply } from './reply.ts';

const checkSchema = z.strictObject({ document: z.unknown() });
const createSchema = z.strictObject({ document: z.unknown() });
const updateSchema = z.strictObject({
  document: z.unknown(),
  revision: z.int().check(z.minimum(1)),
  savedBy: z._default(z.nullable(z.string().check(z.minLength(1), z.maxLength(limits.windowNameCharsMax))), null),
});
const deploySchema = z.strictObject({
  pipelineId: z.string().check(z.minLength(1), z.maxLength(64)),
  workers: z.int().check(z.minimum(1), z.maximum(limits.workersMax)),
  states: z._default(
    z.nullable(
      z.record(
        z.string().check(z.minLength(1), z.maxLength(limits.idCharsMax)),
        z.discriminatedUnion('policy', [
          z.strictObject({ policy: z.literal('keep') }),
          z.strictObject({ policy: z.literal('reset') }),
          z.strictObject({
            policy: z.literal('migrate'),
            code: z.string().check(z.minLength(1), z.maxLength(limits.snippetCharsMax)),
          }),
        ]),
      ),
    ),
    null,
  ),
  replaces: z._default(z.nullable(z.string().check(z.maxLength(limits.idCharsMax))), null),
  checkpointIntervalMs: z.exactOptional(
    z.int().check(z.minimum(limits.barrierIntervalMsMin), z.maximum(limits.barrierIntervalMsMax)),
  ),
});
const objectOf = {
  state: z.string().check(z.minLength(1), z.maxLength(limits.nameCharsMax)),
  key: z.string().check(z.maxLength(limits.keyCharsMax)),
};
const workerName = z.string().check(z.regex(/^w[1-9]\d{0,5}$/));
const forMs = z.int().check(z.minimum(limits.disturbanceMsMin), z.maximum(limits.disturbanceMsMax));
const factor = z.number().check(z.gt(1), z.maximum(limits.disturbanceFactorMax));
const source = z.string().check(z.minLength(1), z.maxLength(limits.nameCharsMax));
const actionSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('add') }),
  z.strictObject({ type: z.literal('drain'), worker: workerName }),
  z.strictObject({
    type: z.literal('kill'),
    process: z.string().check(z.regex(/^(?:coordinator|w[1-9]\d{0,5})$/)),
  }),
  z.strictObject({ type: z.literal('move'), ...objectOf, worker: workerName }),
  z.strictObject({ type: z.literal('release'), ...objectOf }),
  z.strictObject({ type: z.literal('checkpoint') }),
  z.strictObject({ type: z.literal('slow'), worker: workerName, factor, forMs }),
  z.strictObject({ type: z.literal('cut'), worker: workerName, peer: workerName, forMs }),
  z.strictObject({ type: z.literal('burst'), source, factor, forMs }),
  z.strictObject({ type: z.literal('skew'), source, share: z.number().check(z.gt(0), z.maximum(1)), forMs }),
  z.strictObject({ type: z.literal('end'), id: z.int().check(z.minimum(1)) }),
]);
const objectSchema = z.strictObject(objectOf);
/** Those of the hashes, and those that single objects have for themselves. */
const slotsMax = limits.slotsPerStage + limits.soloSlotsMax;
const slotsSchema = z.strictObject({
  state: z.string().check(z.minLength(1), z.maxLength(limits.nameCharsMax)),
  slots: z.array(z.int().check(z.minimum(0), z.maximum(slotsMax - 1))).check(z.minLength(1), z.maxLength(slotsMax)),
  values: z.boolean(),
});
const profileSchema = z.strictObject({
  workers: z.array(workerName).check(z.maxLength(limits.workersMax)),
  seconds: z.int().check(z.minimum(1), z.maximum(limits.profileSecondsMax)),
  files: z.boolean(),
});
const watchSchema = z.strictObject({
  costs: z.boolean(),
  taps: z
    .array(
      z.strictObject({
        node: z.pipe(z.string().check(z.minLength(1), z.maxLength(limits.idCharsMax)), z.transform(nodeId)),
        key: z.nullable(z.string().check(z.maxLength(limits.keyCharsMax))),
      }),
    )
    .check(z.maxLength(limits.tapsMax)),
});
type DeployBody = z.output<typeof deploySchema>;

type Parsed<Value> = Result<Value, Reply>;

export const parseCheckBody = (body: unknown): Parsed<{ readonly document: unknown }> => parseForm(checkSchema, body);

export function parseCreateBody(body: unknown): Parsed<{ readonly document: Pipeline }> {
  const form = parseForm(createSchema, body);
  if (!form.ok) return form;
  const document = parseDocument(form.value.document);
  return document.ok ? ok({ document: document.value }) : document;
}

export function parseUpdateBody(body: unknown): Parsed<Change> {
  const form = parseForm(updateSchema, body);
  if (!form.ok) return form;
  const document = parseDocument(form.value.document);
  return document.ok ? ok({ ...form.value, document: document.value }) : document;
}

export const parseWatchBody = (body: unknown): Parsed<WatchRequest> => parseForm(watchSchema, body);

export const parseDeployBody = (body: unknown): Parsed<DeployBody> => parseForm(deploySchema, body);

export const parseActionBody = (body: unknown): Parsed<Action> => parseForm(actionSchema, body);
export const parseObjectBody = (body: unknown): Parsed<StateObjectQuestion> => parseForm(objectSchema, body);

export const parseSlotsBody = (body: unknown): Parsed<SlotsQuestion> => parseForm(slotsSchema, body);

export const parseProfileBody = (body: unknown): Parsed<ProfileQuestion> => parseForm(profileSchema, body);

function parseForm<Schema extends z.ZodMiniType>(schema: Schema, body: unknown): Parsed<z.output<Schema>> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return ok(parsed.data);
  const [issue] = parsed.error.issues;
  const place = issue === undefined || issue.path.length === 0 ? 'the body' : `"${issue.path.join('.')}"`;
  return err(
    problem(400, {
      code: 'bad-body',
      message: `The request's JSON is not what this address expects, at ${place}.`,
      remedy: 'Send the fields that the interface describes, and no others.',
    }),
  );
}

function parseDocument(json: unknown): Parsed<Pipeline> {
  const parsed = parsePipeline(json);
  if (parsed.ok) return parsed;
  const [first] = parsed.error;
  return err(
    problem(
      422,
      {
        code: first?.code ?? 'bad-document',
        message: first?.message ?? 'The document is not a pipeline.',
        remedy: first?.remedy ?? 'Send a pipeline document.',
      },
      { diagnostics: parsed.error },
    ),
  );
}
