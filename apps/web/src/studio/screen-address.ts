/**
 * The address of a window: which screen it shows, which project, and where on the screen. `/projects/market-spread` is the
 * canvas of that project, `/projects/market-spread/cluster` another screen of it; a screen that belongs to no project
 * stands alone (`/learn/entities`). Pure.
 */
export type Address = {
  readonly project: string | null;
  /** The id of a screen; `build` where the address names none. */
  readonly screen: string;
  /** What follows the screen: its own business. */
  readonly rest: string;
};

export const firstScreen = 'build';
const folder = 'projects';

/** `known`: the ids of all screens; what is none of them is the first. */
export function addressIn(pathname: string, known: readonly string[]): Address {
  const parts = pathname.split('/').slice(1).map(decoded);
  const [project, below] = parts[0] === folder ? [parts[1] ?? '', parts.slice(2)] : ['', parts];
  const screen = known.find((id) => id === below[0]);
  return {
    project: project === '' ? null : project,
    screen: screen ?? firstScreen,
    rest: screen === undefined ? '' : below.slice(1).join('/'),
  };
}

/** The path of an address; a screen that belongs to no project leaves the project out of it. */
export function pathOf({ project, screen, rest }: Address, belongsToProject: boolean): string {
  const parts = [
    ...(belongsToProject && project !== null ? [folder, project] : []),
    ...(screen === firstScreen ? [] : [screen, ...rest.split('/').filter((part) => part !== '')]),
  ];
  return `/${parts.map(encodeURIComponent).join('/')}`;
}

/** Half of an escape at the end of a typed address is no reason to show nothing. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
