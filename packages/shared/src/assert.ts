/** A broken assertion is a bug in Potoroo, not in what its user did. Assertions stay on in production. */
export class AssertionError extends Error {
  override name = 'AssertionError';
}

/**
 * The run cannot go on, and its author knows best why. It is let pass wherever a broken assertion is, and what it says
 * is a sentence for a person, where, and what to do.
 */
export class RunFault extends AssertionError {
  override name = 'RunFault';
}

/** Looks with care: what user code threw may throw again when it is looked at. */
export function isAssertion(error: unknown): boolean {
  try {
    return error instanceof AssertionError;
  } catch {
    return false;
  }
}

export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new AssertionError(message);
}

/** Closes an exhaustive switch: a new member of the union fails to compile here. */
export function unreachable(value: never): never {
  throw new AssertionError(`unreachable: ${JSON.stringify(value)}`);
}
