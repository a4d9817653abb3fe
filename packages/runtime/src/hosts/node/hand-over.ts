/** The hand-over of a run to another version of its pipeline, as its supervisor sees it: who waits for it, and what is handed on. */
import type { Result } from '@potoroo/shared/result';
import { err, ok } from '@potoroo/shared/result';
import type { ControlDesk } from './control-desk.ts';
import type { RunSummary } from '@potoroo/shared/telemetry';
import type { HandedOver } from './deployment-options.ts';
import { noRun } from './deployment-options.ts';

type Settle = (handed: Result<HandedOver, string>) => void;

export class HandOver {
  readonly #desk: ControlDesk;
  #asked: { readonly entry: number; readonly settle: Settle } | null = null;
  /** Nothing of this version runs any more; journals and movement ledger live on. */
  isDone = false;
  /** For whoever stops a version whose run goes on in the next: there is nothing to tell of it. */
  readonly handedOn: Promise<RunSummary>;
  #resolve: (summary: RunSummary) => void = () => undefined;

  constructor(desk: ControlDesk) {
    this.#desk = desk;
    this.handedOn = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  /** `changes`: in how many places the next version differs. */
  ask(changes: number): Promise<Result<HandedOver, string>> {
    this.#desk.disturbances.endAll();
    return new Promise((settle) => {
      const refuse = (error: string | null): void => {
        this.#asked = null;
        settle(err(error ?? 'the run did not hand over; deploy again'));
      };
      const entry = this.#desk.act({ type: 'deploy', changes }, refuse);
      // What is refused at once has been answered by now.
      if (this.#desk.awaits(entry)) this.#asked = { entry, settle };
    });
  }

  /** The coordinator has said so. False: nobody asked. */
  done(): boolean {
    if (this.#asked === null) return false;
    this.#desk.handedOver(this.#asked.entry, 'changes were deployed meanwhile; ask again');
    this.isDone = true;
    return true;
  }

  /** The processes have ended. */
  handOn(handed: Omit<HandedOver, 'ledger' | 'entry'>): void {
    const asked = this.#asked;
    this.#asked = null;
    asked?.settle(ok({ ...handed, ledger: this.#desk.ledger, entry: asked.entry }));
    this.#resolve({ ...noRun, ok: true, error: null });
  }
}
