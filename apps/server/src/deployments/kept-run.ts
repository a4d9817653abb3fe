/**
 * The run of the studio on disk, so that it outlives the server: what it was made from in `run.json`, and its checkpoints
 * and journals in a directory of its own. There is one while a run goes on; a run that has ended well leaves nothing, and
 * one that failed leaves what it had, for the next server to go on with.
 *
 *   DATA/deployments/run.json
 *   DATA/deployments/state-ID/
 */
import { existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { limits } from '@potoroo/shared/limits';
import { parsePipeline } from '@potoroo/shared/pipeline';
import type { Pipeline } from '@potoroo/shared/pipeline';
import { err, ok, type Result } from '@potoroo/shared/result';
import * as z from 'zod/mini';
import { writeAtomically } from '../store/atomic-write.ts';

export type RunRecord = {
  readonly id: string;
  readonly pipelineId: string;
  readonly document: Pipeline;
  readonly workers: number;
  readonly checkpointIntervalMs: number;
  readonly startedAt: string;
  /** While changes are deployed: the document that the run goes on with if its checkpoint has become that of it by then. */
  readonly next?: Pipeline;
};

const version = 1;
const recordName = 'run.json';
const stateName = /^state-[0-9a-f]{12}$/;
const recordSchema = z.strictObject({
  version: z.literal(version),
  id: z.string().check(z.regex(/^[0-9a-f]{12}$/)),
  pipelineId: z.string().check(z.maxLength(limits.idCharsMax)),
  document: z.unknown(),
  workers: z.int().check(z.gte(1), z.lte(limits.workersMax)),
  checkpointIntervalMs: z.int().check(z.gte(limits.barrierIntervalMsMin), z.lte(limits.barrierIntervalMsMax)),
  startedAt: z.string().check(z.maxLength(40)),
  next: z.optional(z.unknown()),
});

export class KeptRun {
  readonly #directory: string;
  /** Writes one after the other: the last one asked for is the one that stays. */
  #writing: Promise<unknown> = Promise.resolve();

  constructor(directory: string) {
    this.#directory = directory;
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  }

  stateDirectory(id: string): string {
    return join(this.#directory, `state-${id}`);
  }

  /** The run that was going on when the last server ended; null where there was none. The error says why it cannot be read. */
  read(): Result<RunRecord | null, string> {
    const path = join(this.#directory, recordName);
    if (!existsSync(path)) return ok(null);
    try {
      const json: unknown = JSON.parse(readFileSync(path, 'utf8'));
      const parsed = recordSchema.safeParse(json);
      if (!parsed.success) return err(`${path} is not what this version writes`);
      const document = parsePipeline(parsed.data.document);
      if (!document.ok) return err(`the pipeline in ${path} has errors`);
      const { version: _version, next: _next, ...record } = parsed.data;
      const next = parsed.data.next === undefined ? null : parsePipeline(parsed.data.next);
      return ok({ ...record, document: document.value, ...(next?.ok === true ? { next: next.value } : {}) });
    } catch (error) {
      return err(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  save(record: RunRecord): Promise<void> {
    return this.#after(() =>
      writeAtomically(join(this.#directory, recordName), JSON.stringify({ version, ...record })),
    );
  }

  /** The run has ended well, or is given up. */
  forget(): Promise<void> {
    return this.#after(async () => {
      await rm(join(this.#directory, recordName), { force: true });
      await this.#clear();
    });
  }

  /** Takes away what runs have left that nobody can go on with: to be called where there is none to go on with. */
  clear(): Promise<void> {
    return this.#after(() => this.#clear());
  }

  async #clear(): Promise<void> {
    for (const name of readdirSync(this.#directory))
      if (stateName.test(name)) await rm(join(this.#directory, name), { recursive: true, force: true });
  }

  #after(act: () => Promise<void>): Promise<void> {
    const acted = this.#writing.then(act);
    this.#writing = acted.catch(() => undefined);
    return acted;
  }
}
