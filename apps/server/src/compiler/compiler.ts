/**
 * The compiler as the server uses it: in a thread of its own, one request at a time, with a limit on time, memory and
 * waiting requests. A thread that hangs, dies or runs out of memory is replaced; the server and its live feed go on.
 */
import { Worker } from 'node:worker_threads';
import type { CheckReport } from '@potoroo/shared/control';
import { diagnose, parsePipeline } from '@potoroo/shared/pipeline';
import type { Pipeline } from '@potoroo/shared/pipeline';
import { err } from '@potoroo/shared/result';
import type { Result } from '@potoroo/shared/result';
import type { Module, Topology } from '@potoroo/shared/topology';
import { reportOfDiagnostics } from './check-report.ts';
import type { CompilerReply, CompilerRequest, CompilerTask, Migrations } from './compiler-protocol.ts';

export type Compiler = {
  readonly check: (document: unknown) => Promise<CheckReport>;
  readonly compile: (document: Pipeline) => Promise<Result<Topology, CheckReport>>;
  /** A module for each, in their order. */
  readonly migrate: (migrations: Migrations) => Promise<Result<readonly Module[], CheckReport>>;
  readonly close: () => Promise<void>;
};
export type CompilerOptions = { readonly timeoutMs: number; readonly waitingMax: number; readonly threadUrl: URL };

type Waiting = { readonly request: CompilerRequest; readonly settle: (reply: CompilerReply | Failure) => void };
type Failure = { readonly type: 'failed'; readonly reason: string };

const heapMegabytesMax = 768;
const optionsDefault: CompilerOptions = {
  timeoutMs: 30_000,
  waitingMax: 16,
  threadUrl: new URL('./compiler-thread.ts', import.meta.url),
};

/** For a terminal: whoever waits there can leave with Ctrl-C, and a machine that is busy is no fault of the document. */
export const createPatientCompiler = (): Compiler => createCompiler({ timeoutMs: 300_000 });

export function createCompiler(options: Partial<CompilerOptions> = {}): Compiler {
  const queue = new CompilerQueue({ ...optionsDefault, ...options });
  return {
    // Its form is looked at before it travels: copying what is nested thousands of levels deep overflows the stack.
    check: async (json) => {
      const parsed = parsePipeline(json);
      if (!parsed.ok) return reportOfDiagnostics(parsed.error);
      const reply = await queue.ask({ type: 'check', document: parsed.value });
      return reply.type === 'checked' ? reply.report : failureReport(reply);
    },
    compile: async (document) => {
      const reply = await queue.ask({ type: 'compile', document });
      return reply.type === 'compiled' ? reply.result : err(failureReport(reply));
    },
    migrate: async (migrations) => {
      const reply = await queue.ask({ type: 'migrate', ...migrations });
      return reply.type === 'migrated' ? reply.result : err(failureReport(reply));
    },
    close: () => queue.close(),
  };
}

class CompilerQueue {
  readonly #options: CompilerOptions;
  readonly #waiting: Waiting[] = [];
  #current: Waiting | null = null;
  #thread: Worker | null = null;
  #timer: NodeJS.Timeout | null = null;
  #nextId = 1;

  constructor(options: CompilerOptions) {
    this.#options = options;
  }

  ask(task: CompilerTask): Promise<CompilerReply | Failure> {
    if (this.#waiting.length >= this.#options.waitingMax)
      return Promise.resolve(failed('too many documents are waiting for the compiler'));
    return new Promise((settle) => {
      this.#waiting.push({ request: { ...task, id: this.#nextId }, settle });
      this.#nextId += 1;
      this.#sendNext();
    });
  }

  async close(): Promise<void> {
    for (const { settle } of this.#waiting.splice(0)) settle(failed('the server is stopping'));
    const thread = this.#thread;
    this.#abandon('the server is stopping');
    await thread?.terminate();
  }

  /** Never throws: it is called from timers and events, where nobody could catch it. What cannot be sent has failed. */
  #sendNext(): void {
    if (this.#current !== null) return;
    const next = this.#waiting.shift();
    if (next === undefined) return;
    this.#current = next;
    const { timeoutMs } = this.#options;
    this.#timer = setTimeout(() => this.#abandon(`the compiler took longer than ${timeoutMs / 1_000} s`), timeoutMs);
    try {
      this.#thread ??= this.#startThread();
      this.#thread.postMessage(next.request);
    } catch (error) {
      this.#finish(
        failed(`it cannot be given to the compiler: ${error instanceof Error ? error.message : String(error)}`),
      );
    }
  }

  #startThread(): Worker {
    const thread = new Worker(this.#options.threadUrl, {
      resourceLimits: { maxOldGenerationSizeMb: heapMegabytesMax },
    });
    thread.unref();
    thread.on('message', (reply: CompilerReply) => {
      if (this.#thread === thread && reply.id === this.#current?.request.id) this.#finish(reply);
    });
    thread.on('error', (error) => {
      if (this.#thread === thread)
        this.#abandon(`the compiler stopped: ${error instanceof Error ? error.message : String(error)}`);
    });
    thread.on('exit', (code) => {
      if (this.#thread === thread) this.#abandon(`the compiler stopped: its thread ended with code ${code}`);
    });
    return thread;
  }

  /** The thread may be in an endless loop, so it is ended and the next request starts another. */
  #abandon(reason: string): void {
    const thread = this.#thread;
    this.#thread = null;
    void thread?.terminate();
    if (this.#current !== null) this.#finish(failed(reason));
  }

  #finish(reply: CompilerReply | Failure): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    const current = this.#current;
    this.#current = null;
    current?.settle(reply);
    this.#sendNext();
  }
}

const failed = (reason: string): Failure => ({ type: 'failed', reason });

function failureReport(reply: CompilerReply | Failure): CheckReport {
  const reason = reply.type === 'failed' ? reply.reason : 'the compiler answered something else';
  return reportOfDiagnostics([
    diagnose('P399', {
      message: `The document could not be checked: ${reason}.`,
      remedy: 'Try again; simplify the types of the snippets if it stays.',
    }),
  ]);
}
