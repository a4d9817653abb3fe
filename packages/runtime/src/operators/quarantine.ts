/** What a dead letter says of a record that is in quarantine: what user code did with it, and where the record is to be found. */
import type { Quarantined } from '../api/index.ts';

export class QuarantineError extends Error {}

export const quarantineError = ({ why }: Quarantined, where: string): QuarantineError =>
  new QuarantineError(`${why} with the record at ${where}, which is skipped from now on`);
