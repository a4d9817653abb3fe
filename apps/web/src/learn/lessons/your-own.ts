/** Lesson 10: the learner's own pipeline, on one worker and on four, of which one is killed. */
import type { Lesson } from '../play/lesson-schema.ts';

const scene = {
  flow: 'given',
  seed: 42,
  keys: 120,
  records: 300,
  rate: 4_000,
  recordMs: 0.5,
  sources: 1,
  barrierMs: 20,
  horizonMs: 20_000,
  tallies: true,
  own: {
    initial: '() => ({ count: 0, most: 0 })',
    computation: `exports.default = (order, account) => {
  account.count++;
  account.most = Math.max(account.most, order.amount);
  return { key: order.key, most: account.most };
};`,
  },
} as const;

export const yourOwn: Lesson = {
  id: 'your-own',
  title: 'Your own pipeline',
  about: 'The project that is open in the studio, on one worker and on four, and one of them is killed.',
  scenes: [
    { id: 'one', title: 'Your pipeline, one worker', workers: 1, ...scene },
    { id: 'four', title: 'Your pipeline, four workers', workers: 4, ...scene },
  ],
  steps: [
    {
      type: 'say',
      text: [
        'Everything so far ran code that somebody else had written. Now it is yours. {project}. Its sources make their own records, the same ones above and below.',
        'A **state computation** is given one record and the state object of its key. It cannot reach another one: there is no name for it. You give up touching two entities in one step, and the runtime gives you any number of workers, moves and failures **without your code knowing**.',
      ],
      code: 'four',
      at: { event: 0 },
      claims: [
        { says: 'One worker above', left: 'one.members', is: '=', right: 1 },
        { says: 'and four below', left: 'four.members', is: '=', right: 4 },
        { says: 'none of which has met a record yet', left: 'four.met', is: '=', right: 0 },
      ],
      notes: 'Draw something under Build & run first, and come back: it is this lesson’s pipeline then.',
    },
    {
      type: 'predict',
      question:
        'In the middle of it you kill one of the four workers. How many records will have no effect in the end, or more than one?',
      answer: {
        kind: 'number',
        min: 0,
        max: 500,
        unit: 'records without their one effect',
        whys: [
          {
            least: 1,
            most: 500,
            why: 'What worker B had met since the last checkpoint is undone everywhere, and met again from the state of before.',
          },
        ],
        right: { op: '+', of: ['four.missing', 'four.extra'] },
      },
    },
    {
      type: 'act',
      text: 'Let both play for 30 milliseconds, then kill worker B of the four, and play to the end.',
      button: 'Kill worker B',
      at: { ms: 30 },
      deeds: [{ scene: 'four', act: { type: 'kill', worker: 1 } }],
      until: { end: true },
    },
    {
      type: 'reveal',
      text: [
        'Of {four.expected} times that a record meets a state object, **{four.missing}** are missing and **{four.extra}** are too many, after {four.recoveries} recovery. On one worker nothing was killed, and it is the same: {one.missing} and {one.extra}. Your code threw at {four.threw} and {one.threw} records: those have no effect, and are kept as dead letters.',
        'You wrote nothing for that. And **{four.wrong}** of {four.objects} objects hold another value than one thread leaves in them. Where several sources meet in one object their order is not promised, and where your code asks for the time or for chance it is given others on other workers: then that number may be more than 0.',
      ],
      claims: [
        { says: 'The same records were due above and below', left: 'one.expected', is: '=', right: 'four.expected' },
        { says: 'There was one recovery on four workers', left: 'four.recoveries', is: '=', right: 1 },
        { says: 'No effect of a record is missing', left: 'four.missing', is: '=', right: 0 },
        { says: 'and none is there twice', left: 'four.extra', is: '=', right: 0 },
        { says: 'nor on one worker', left: { op: '+', of: ['one.missing', 'one.extra'] }, is: '=', right: 0 },
        {
          says: 'Four workers have called the code that one has called',
          left: 'one.codeRun',
          is: '=',
          right: 'four.codeRun',
        },
        {
          says: 'One source, one state, no time or chance asked for: every object is as one thread leaves it',
          only: { left: 'four.isFixed', is: '=', right: 1 },
          left: 'four.wrong',
          is: '=',
          right: 0,
        },
      ],
    },
    {
      type: 'write',
      text: 'Now change it, and run it on both. What you write runs here only; your project stays as it is. Where it asks for the time or for chance, it is given the stage’s own, and it cannot wait for anything: so you can still go back exactly.',
      button: 'Run it on both',
      scene: 'four',
      until: { end: true },
      notes: 'Break it: count in a variable outside of the function. Each worker then has a variable of its own.',
    },
    {
      type: 'reveal',
      text: [
        'Objects that differ from what one thread leaves: **{one.wrong}** on one worker, **{four.wrong}** on four. At **{one.threw}** and **{four.threw}** of {four.expected} records your code threw: such a record has no effect and is kept as a dead letter. Go back and break it: keep a number in a variable outside of the function (`let n = 0;` above it), and write it into a field of the object. Each worker has a variable of its own, and none of them travels or is in a checkpoint.',
        'What your code can reach decides what the runtime may do with it. That was the course; the *transfer* after it and the *laboratory* go on from here.',
      ],
      claims: [
        {
          says: 'Four workers have called the code that one has called',
          left: 'one.codeRun',
          is: '=',
          right: 'four.codeRun',
        },
        {
          says: 'Every record at which the code did not throw has had its one effect',
          left: { op: '+', of: ['four.missing', 'four.extra'] },
          is: '=',
          right: 0,
        },
        { says: 'on one worker, too', left: { op: '+', of: ['one.missing', 'one.extra'] }, is: '=', right: 0 },
        { says: 'and the code threw at none', left: { op: '+', of: ['one.threw', 'four.threw'] }, is: '=', right: 0 },
      ],
    },
  ],
};
