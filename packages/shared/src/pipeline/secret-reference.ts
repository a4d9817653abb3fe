/** A host that a document does not say: `secret:RECEIVER` stands for what the environment says in `POTOROO_SECRET_RECEIVER`. */

const secret = /^secret:([A-Za-z][A-Za-z0-9_]*)$/;

/** The variable that holds the value of a reference; null where a host is no reference. */
export function secretVariable(host: string): string | null {
  const name = secret.exec(host)?.[1];
  return name === undefined ? null : `POTOROO_SECRET_${name.toUpperCase()}`;
}
