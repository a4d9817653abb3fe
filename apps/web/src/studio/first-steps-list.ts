/** What the first steps are, and how those taken are kept as text. Pure. */
export const firstSteps = [
  {
    id: 'run',
    title: 'Run Market Spread',
    help: 'Press Run. Three workers start, and every state object appears in the box of its owner.',
  },
  {
    id: 'code',
    title: 'Change some code',
    help: 'Select a node: its code is on the right. Types are checked as you type, across the whole graph.',
  },
  {
    id: 'deploy',
    title: 'Deploy the change',
    help: 'While a run goes on, Deploy changes shows what differs from it, and what deploying loses.',
  },
  {
    id: 'draw',
    title: 'Connect a node of your own',
    help: 'Press / and type what you need, then drag from port to port, or use Connect in the inspector.',
  },
  {
    id: 'palette',
    title: 'Find everything else',
    help: 'Ctrl+K, or Command+K, finds every command, every node and every line of code.',
  },
] as const;

export type FirstStep = (typeof firstSteps)[number]['id'];

export const parseTaken = (text: string): ReadonlySet<FirstStep> => {
  const words = text.split(' ');
  return new Set(firstSteps.map(({ id }) => id).filter((id) => words.includes(id)));
};

export const takenText = (taken: ReadonlySet<FirstStep>): string => [...taken].join(' ');
