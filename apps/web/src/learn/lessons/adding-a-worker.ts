/** Lesson 7: why modulo is bad, and what is the least that has to move. */
import type { Lesson } from '../play/lesson-schema.ts';

const scene = {
  flow: 'accounts',
  workers: 3,
  seed: 42,
  keys: 120,
  records: 480,
  rate: 4_000,
  barrierMs: 20,
  horizonMs: 600,
} as const;

export const addingAWorker: Lesson = {
  id: 'adding-a-worker',
  title: 'Adding a worker',
  about: 'The same 120 keys, placed by modulo and by Random Slicing, when a fourth worker joins.',
  tells: 'moves',
  scenes: [
    { id: 'modulo', title: 'Slot modulo workers', placement: 'modulo', ...scene },
    { id: 'slicing', title: 'Random Slicing, as in this runtime', ...scene },
  ],
  steps: [
    {
      type: 'say',
      text: [
        'Three workers hold **{slicing.objects} state objects**. Each object lives on exactly one of them, and its key decides which. You are about to add a fourth.',
        'Above, the owner of a slot is the **remainder** by the number of workers, with A as 0, B as 1 and C as 2: 5 mod 3 is 2, so slot 5 belongs to C. Below, a table says who owns which slot. Until now both do equally well: the fullest worker has {modulo.objectsMost} objects above and {slicing.objectsMost} below.',
        'Every object that changes owner must travel while records keep arriving for it. So the question that matters is not where objects end up, but **how many have to move**.',
      ],
      at: { ms: 45 },
      claims: [
        { says: 'Each of the 120 objects is at one worker, above', left: 'modulo.travelling', is: '=', right: 0 },
        { says: 'and below', left: 'slicing.travelling', is: '=', right: 0 },
        {
          says: 'Above, every slot belongs to the remainder of its number',
          left: 'modulo.offRemainder',
          is: '=',
          right: 0,
        },
        { says: 'Slot 5 belongs to worker C', left: 'modulo.slotOwner:5', is: '=', right: '"worker C"' },
        { says: 'Below, it is a table that says so', left: 'slicing.offRemainder', is: '>', right: 0 },
        {
          says: 'Both do equally well: neither fullest worker has a quarter more than the other, above',
          left: 'modulo.objectsMost',
          is: '<',
          right: { op: '*', of: ['slicing.objectsMost', 1.25] },
        },
        {
          says: 'nor below',
          left: 'slicing.objectsMost',
          is: '<',
          right: { op: '*', of: ['modulo.objectsMost', 1.25] },
        },
      ],
      notes: 'Ask the room for its guess before anybody touches the slider.',
    },
    {
      type: 'predict',
      question: 'How many of the {modulo.objects} will move, above?',
      answer: {
        kind: 'number',
        min: 0,
        max: 120,
        unit: 'of 120 moved',
        right: 'modulo.moved',
        whys: [
          {
            least: 20,
            most: 45,
            why: 'That is what the new worker has to get, and below no more than that moved. Above, objects also moved between the three that had been there before.',
          },
          {
            least: 46,
            most: 85,
            why: 'It is more than half: a slot stays only where its number has the same remainder by 3 and by 4.',
          },
          { least: 99, most: 120, why: 'Nearly, but not all: one slot in four has the same remainder by 3 and by 4.' },
          { least: 0, most: 19, why: 'The new worker alone has to get a quarter of them, about 30.' },
        ],
      },
    },
    {
      type: 'act',
      text: 'Add the fourth worker to both. The barrier that follows says which slots have another owner; the old owner sends what it has.',
      button: 'Add the worker',
      deeds: [{ scene: 'all', act: { type: 'add' } }],
      until: {
        when: [
          { left: 'modulo.moved', is: '>=', right: 1 },
          { left: 'slicing.moved', is: '>=', right: 1 },
          { left: 'modulo.phase', is: '=', right: '"running"' },
          { left: 'slicing.phase', is: '=', right: '"running"' },
          { left: 'modulo.travelling', is: '=', right: 0 },
          { left: 'slicing.travelling', is: '=', right: 0 },
        ],
      },
      notes: 'Slow the clock down to see single objects travel.',
    },
    {
      type: 'reveal',
      text: [
        'By **modulo**, {modulo.moved} of {modulo.objects} moved: {modulo.slotsMoved} of 256 slots. Changing 3 into 4 changes the remainder of three slots in four. Slot 5 was C’s, since 5 mod 3 is 2, and is B’s now, since 5 mod 4 is 1. A dashed square is where an object was.',
        'Only D is new, and {modulo.toNewest} of them went there. The other **{modulo.movedElsewhere} moved between A, B and C**, which had been there before: that made room for nobody, and each of them travelled all the same.',
        'By **Random Slicing** {slicing.moved} moved, {slicing.slotsMoved} slots: the new worker takes an even slice from each of the others, and nothing moves between the old ones. A fourth worker that shall have its share of 256 slots needs **64** of them, so no placement can move fewer.',
      ],
      claims: [
        {
          says: 'By Random Slicing 64 slots moved, a quarter of 256',
          left: 'slicing.slotsMoved',
          is: '=',
          right: { op: 'floor/', of: ['slicing.slots', 4] },
        },
        { says: 'All that moved went to the new worker', left: 'slicing.movedElsewhere', is: '=', right: 0 },
        { says: 'By modulo 190 slots moved, three quarters of 256', left: 'modulo.slotsMoved', is: '=', right: 190 },
        {
          says: 'and most of what moved went from one worker that had been there before to another',
          left: 'modulo.movedElsewhere',
          is: '>',
          right: 'modulo.toNewest',
        },
        {
          says: 'the rest to the new one',
          left: { op: '+', of: ['modulo.movedElsewhere', 'modulo.toNewest'] },
          is: '=',
          right: 'modulo.moved',
        },
        {
          says: 'More than twice as many objects moved as had to',
          left: 'modulo.moved',
          is: '>',
          right: { op: '*', of: ['slicing.moved', 2] },
        },
        { says: 'Slot 5 is at worker B now, above', left: 'modulo.slotOwner:5', is: '=', right: '"worker B"' },
        { says: 'where every slot is again at its remainder', left: 'modulo.offRemainder', is: '=', right: 0 },
        { says: 'Nobody has lost an object, above', left: 'modulo.objects', is: '=', right: 120 },
        { says: 'or below', left: 'slicing.objects', is: '=', right: 120 },
      ],
    },
    {
      type: 'say',
      text: [
        'Why three quarters? A slot stays where its remainder by 3 and its remainder by 4 are the same. Count to 12: that is so for 0, 1 and 2, and for no other. **{stay.3.4} of 12 stay, 9 of 12 move**; from 12 on it begins again.',
        'And with more workers it gets worse, not better.',
      ],
      claims: [
        {
          says: 'Of the first 12 slots above, those have kept their owners whose number keeps its remainder',
          left: 'modulo.ownersKept:12',
          is: '=',
          right: 'stay.3.4',
        },
        { says: 'and that is 3 of them', left: 'modulo.ownersKept:12', is: '=', right: 3 },
        {
          says: 'Above, as many slots moved as change their remainder',
          left: 'modulo.slotsMoved',
          is: '=',
          right: 'moved.modulo.3.4',
        },
        {
          says: 'and of a hundred that is as many as of the numbers, by their remainders',
          left: { op: '/', of: ['modulo.slotsMoved', 2.56] },
          is: '>=',
          right: { op: '-', of: ['beyond.3.4', 1] },
        },
        {
          says: 'and no more than one more',
          left: { op: '/', of: ['modulo.slotsMoved', 2.56] },
          is: '<=',
          right: { op: '+', of: ['beyond.3.4', 1] },
        },
        {
          says: 'Below, as many slots moved as the table for four workers says',
          left: 'slicing.slotsMoved',
          is: '=',
          right: 'moved.slicing.3.4',
        },
        {
          says: 'From 4 to 5 more of them move by modulo than have moved above',
          left: 'moved.modulo.4.5',
          is: '>',
          right: 'modulo.slotsMoved',
        },
      ],
    },
    {
      type: 'predict',
      question: 'Nine workers, and a tenth joins. What share of the slots moves by modulo?',
      answer: {
        kind: 'number',
        min: 0,
        max: 100,
        unit: '% of the slots',
        right: 'share.modulo.9.10',
        whys: [
          {
            least: 5,
            most: 15,
            why: 'A tenth is what the new worker has to get, and by Random Slicing no more than that moves.',
          },
          {
            least: 16,
            most: 84,
            why: 'It was three quarters from 3 to 4. Of the first 90 numbers only 9 have the same remainder by 9 and by 10.',
          },
          { least: 0, most: 4, why: 'The tenth worker alone has to get a tenth of them.' },
          {
            least: 95,
            most: 100,
            why: 'Nearly, but not all: of the first 90 numbers 9 have the same remainder by 9 and by 10, and stay.',
          },
        ],
      },
    },
    {
      type: 'act',
      text: 'Let both stages play to the end, too: the orders go on while objects move.',
      button: 'Play on',
      deeds: [],
      until: { end: true },
    },
    {
      type: 'reveal',
      text: [
        'From 9 to 10, **{share.modulo.9.10} %** move by modulo and **{share.slicing.9.10} %** by Random Slicing; from 3 to 4 it was {share.modulo.3.4} % and {share.slicing.3.4} %. The larger the cluster, the more a single new worker upsets by modulo, and the less it has to.',
        'Both stages counted every one of the {slicing.given} orders once: a move is exact with either. It is only **how much** travels: {modulo.bytesMoved} bytes above and {slicing.bytesMoved} below, for the same one worker more. And an order whose account is on its way waits until it is there.',
        'So that is why modulo is bad: where a slot is depends on **the number of workers**, and a new number means another place for most of them. A table changes no more lines than the new worker needs.',
      ],
      claims: [
        {
          says: 'By Random Slicing only what the tenth worker has to get: a tenth of 256, rounded down',
          left: 'moved.slicing.9.10',
          is: '=',
          right: { op: 'floor/', of: ['slicing.slots', 10] },
        },
        {
          says: 'Modulo gets worse with more workers: more move than have moved above',
          left: 'moved.modulo.9.10',
          is: '>',
          right: 'modulo.slotsMoved',
        },
        {
          says: 'and Random Slicing better: fewer than have moved below',
          left: 'moved.slicing.9.10',
          is: '<',
          right: 'slicing.slotsMoved',
        },
        { says: 'Above, every order was counted once', left: 'modulo.wrong', is: '=', right: 0 },
        { says: 'and below', left: 'slicing.wrong', is: '=', right: 0 },
        { says: 'By modulo more bytes had to travel', left: 'modulo.bytesMoved', is: '>', right: 'slicing.bytesMoved' },
      ],
    },
  ],
};
