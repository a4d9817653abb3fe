/** The movement ledger of the run as this window has heard it: each entry in its newest revision. */
import type { Movement } from '@potoroo/shared/telemetry';
import { create } from 'zustand';

type MovementStore = {
  /** Oldest first. */
  readonly entries: readonly Movement[];
};

export const useMovements = create<MovementStore>(() => ({ entries: [] }));

export function takeMovement(movement: Movement): void {
  const { entries } = useMovements.getState();
  const known = entries.find(({ id }) => id === movement.id);
  if (known !== undefined && known.revision >= movement.revision) return;
  const others = entries.filter(({ id }) => id !== movement.id);
  useMovements.setState({ entries: [...others, movement].toSorted((a, b) => a.id - b.id) });
}

export const forgetMovements = (): void => useMovements.setState({ entries: [] });
