/** The words and flags of `deploy`: a changed pipeline, and what becomes of the objects of its states. */
import { ok } from '@potoroo/shared/result';
import type { Result } from '@potoroo/shared/result';
import { placeOf } from './control-arguments.ts';
import type { StudioPlace, Words } from './control-arguments.ts';
import { refuse } from './failure.ts';
import type { Refusal } from './failure.ts';

export type DeployCommand = {
  readonly type: 'deploy';
  /** The name of an example or a path. */
  readonly document: string;
  /** States that begin empty, by id or name. */
  readonly resets: readonly string[];
  /** States whose objects are made anew by the function in a file. */
  readonly migrations: readonly { readonly state: string; readonly file: string }[];
  readonly json: boolean;
  readonly place: StudioPlace;
};

export function parseDeploy({ positionals, values }: Words): Result<DeployCommand, Refusal> {
  const [document = '', extra] = positionals;
  if (document === '')
    return refuse(
      'The command "deploy" needs a pipeline.',
      'Give the changed one by its path: deploy pipeline.json, or deploy app.ts.',
    );
  if (extra !== undefined)
    return refuse(`The command "deploy" does not know what to do with "${extra}".`, 'Give one pipeline.');
  const place = placeOf({ positionals, values });
  if (!place.ok) return place;
  const resets = values.get('reset') ?? [];
  const migrations: { readonly state: string; readonly file: string }[] = [];
  for (const text of values.get('migrate') ?? []) {
    const equals = text.indexOf('=');
    if (equals <= 0 || equals === text.length - 1)
      return refuse(`--migrate "${text}" is not STATE=FILE.`, 'Write it as --migrate totals=totals-migration.ts.');
    migrations.push({ state: text.slice(0, equals), file: text.slice(equals + 1) });
  }
  const named = [...resets, ...migrations.map(({ state }) => state)];
  const twice = named.find((state, index) => named.indexOf(state) !== index);
  if (twice !== undefined)
    return refuse(`The state "${twice}" is named twice.`, 'It is kept, reset or migrated: name it once.');
  return ok({ type: 'deploy', document, resets, migrations, json: values.has('json'), place: place.value });
}
