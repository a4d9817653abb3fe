/** Migrates the objects of states in a process without rights: starts it, asks it slot by slot, and ends it. */
import type { ChildProcess } from 'node:child_process';
import { clearTimeout, setTimeout } from 'node:timers';
import { limits } from '@potoroo/shared/limits';
import type { Module } from '@potoroo/shared/topology';
import { forkChild, workerFlags } from './child-process.ts';
import type { FromMigration, ToMigration } from './migration-process.ts';

export class Migration {
  readonly #child: ChildProcess;
  readonly #ready: Promise<FromMigration>;
  #settle: (answer: FromMigration) => void = () => undefined;
  #end: string | null = null;

  constructor(migrations: readonly Module[]) {
    this.#child = forkChild(
      'migration-process.ts',
      [...workerFlags, `--max-old-space-size=${limits.workerHeapMegabytesMax}`],
      { failed: (why) => this.#ended(`it could not be started: ${why}`), ended: ({ how }) => this.#ended(`it ${how}`) },
    );
    this.#child.on('message', (answer: FromMigration) => this.#settle(answer));
    this.#ready = this.#ask({ type: 'begin', migrations });
  }

  /** The slot's objects as the next version has them. Rejects with the reason, which names the key. */
  async remake(state: string, sections: readonly Uint8Array[]): Promise<Uint8Array> {
    const ready = await this.#ready;
    if (ready.type === 'failed') throw new Error(`the migration of state ${state} cannot be loaded: ${ready.error}`);
    const answer = await this.#ask({ type: 'remake', state, sections });
    if (answer.type === 'remade') return answer.section;
    throw new Error(`state ${state}: ${answer.type === 'failed' ? answer.error : 'it was not migrated'}`);
  }

  close(): void {
    this.#child.kill('SIGKILL');
  }

  /** A snippet that comes to no end is ended. */
  #ask(message: ToMigration): Promise<FromMigration> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#ended(`it did not come to an end within ${limits.migrationTimeoutMs / 1000} s`);
        this.#child.kill('SIGKILL');
      }, limits.migrationTimeoutMs);
      this.#settle = (answer) => {
        clearTimeout(timer);
        resolve(answer);
      };
      if (this.#end !== null) this.#ended(this.#end);
      else this.#child.send(message, () => undefined);
    });
  }

  #ended(how: string): void {
    this.#end ??= how;
    this.#settle({ type: 'failed', error: `the process of the migration has failed: ${this.#end}` });
  }
}
