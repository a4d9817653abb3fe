/** What the ledger of a run that has come to its end says, against what its sources and sinks say. Null where all of it is even. */
import type { Ledger, RunSummary } from '@potoroo/shared/telemetry';

export function ledgerFault({ ledger, sources, sinks, deadLetters }: RunSummary): string | null {
  const sum = (counts: Readonly<Record<string, number>>): number =>
    Object.values(counts).reduce((total, records) => total + records, 0);
  const expected: Omit<Ledger, 'applied'> = {
    accepted: sum(sources),
    released: sum(sinks),
    deadLetters,
    lost: 0,
    doubled: 0,
  };
  const other = Object.entries(expected).find(([name, count]) => ledger[name as keyof Ledger] !== count);
  if (other === undefined) return null;
  const [name, count] = other;
  return `the ledger says ${ledger[name as keyof Ledger]} ${name}, where ${count} is right`;
}
