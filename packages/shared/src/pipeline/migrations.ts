/**
 * Older documents are brought up one version at a time, as plain JSON, before their form is checked. A migration is added
 * here in the same commit that raises `pipelineVersion`; it never changes afterwards.
 */
export type JsonObject = { readonly [name: string]: unknown };
export type Migration = { readonly from: number; readonly migrate: (document: JsonObject) => JsonObject };

/** In order; `from` of the first is the oldest version that can still be read. */
export const migrations: readonly Migration[] = [];

/** The document in the version `to`, or null where no chain of migrations leads there. */
export function migrated(
  document: JsonObject,
  to: number,
  chain: readonly Migration[] = migrations,
): JsonObject | null {
  let current = document;
  while (current['version'] !== to) {
    const step = chain.find((migration) => migration.from === current['version']);
    if (step === undefined) return null;
    current = { ...step.migrate(current), version: step.from + 1 };
  }
  return current;
}
