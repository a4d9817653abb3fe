/** Where this command line is: in a clone of Potoroo, or in the package that an exported project brings along. */

/** A package holds JavaScript; a clone runs its sources. */
export const isInProject = import.meta.url.endsWith('.js');

/** How a person calls it there. */
export const invocation = isInProject ? 'npx potoroo' : 'npm run -s potoroo --';
