// What would break: who took a project along is told of commands that are not there.
import { expect, test } from 'vitest';
import { helpText } from './help-text.ts';

test('in a project the help speaks of what the project has, and of every flag of a run', () => {
  const [here, there] = [helpText(false), helpText(true)];
  expect(here).toMatch(/npm run -s potoroo -- <command>[^]*worker add[^]*--workers N[^]*Exit codes[^]*market-spread/);
  expect(there).toMatch(/npm start -- --workers 3[^]*npx potoroo <command>[^]*--workers N[^]*Exit codes/);
  expect(there).not.toMatch(/npm run -s|worker add|market-spread|README|studio/);
  const flagsIn = (text: string): string => text.slice(text.indexOf('Flags of run'), text.indexOf('Exit codes'));
  expect(flagsIn(there)).toBe(flagsIn(here));
});
