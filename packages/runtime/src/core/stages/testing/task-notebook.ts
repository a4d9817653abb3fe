/** Stands in for the worker of one task: writes down what the task asks of it. */
import type { TaskReport } from '../../worker-messages.ts';
import type { SlotState, StageChange, StoredSection, TaskHost } from '../task-host.ts';

export type TaskNotebook = {
  readonly host: TaskHost;
  /** In the order in which the task asked. */
  readonly log: string[];
  readonly reports: TaskReport[];
  readonly stored: StoredSection[];
  readonly handedOver: { readonly to: number; readonly state: SlotState }[];
  /** What the next barrier changes. */
  change: StageChange;
};

export function taskNotebook(): TaskNotebook {
  const log: string[] = [];
  const made: TaskNotebook = {
    log,
    reports: [],
    stored: [],
    handedOver: [],
    change: { moves: [], everything: false, solos: null },
    host: {
      report: (report) => {
        made.reports.push(report);
        log.push(wordsOf(report));
      },
      forwardBarrier: (stage, epoch) => void log.push(`barrier ${epoch} behind ${stage}`),
      grant: (exchange, to, { bytes }) => void log.push(`grant ${bytes} of ${exchange} to ${to}`),
      gatesChanged: () => undefined,
      change: () => made.change,
      counted: () => ({ failures: 0, nodes: [] }),
      uneven: () => undefined,
      store: (section) => {
        made.stored.push(section);
        log.push(`store ${section.slot} of ${section.epoch}${section.full ? ' whole' : ''}`);
      },
      follow: () => undefined,
      handOver: (to, state) => {
        made.handedOver.push({ to, state });
        log.push(`hand ${state.slot} over to ${to}${state.full ? ' whole' : ''}`);
      },
    },
  };
  return made;
}

function wordsOf(report: TaskReport): string {
  if (report.type === 'acked') return `acked ${report.epoch}`;
  return report.type === 'installed' ? `installed ${report.slot}` : report.type;
}
