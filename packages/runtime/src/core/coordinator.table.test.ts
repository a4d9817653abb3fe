// The coordinator decides when records may be released and when a run is over. A cell of its table that is wrong starts a
// source before the data it needs is there, releases outputs that are not covered, or waits for ever; each cell has a test.
import { describe, expect, it } from 'vitest';
import type { CoordinatorEffect, CoordinatorEventType } from './coordinator-messages.ts';
import type { CoordinatorPhase } from './coordinator-state.ts';
import { deskIn, eventOf } from './testing/coordinator-desk.ts';

/** The phase after and the effects, or the words of the assertion that no correct host ever meets. */
type Expected = { readonly phase: CoordinatorPhase; readonly effects: readonly CoordinatorEffect['type'][] } | string;
type Row = Readonly<Record<CoordinatorEventType, Expected>>;

const to = (phase: CoordinatorPhase, ...effects: readonly CoordinatorEffect['type'][]): Expected => ({
  phase,
  effects,
});
const never = (words: string): Expected => words;
const early = {
  linked: never('a worker linked a joiner'),
  warmed: never('a worker was given slots'),
};

const table: Readonly<Record<CoordinatorPhase, Row>> = {
  gathering: {
    ...early,
    joined: to('gathering'),
    'join-failed': to('gathering', 'retire'),
    readied: never('ready before it was assigned'),
    reported: never('reported before it was assigned'),
    'worker-lost': to('gathering', 'roll-back'),
    committed: to('gathering'),
    'commit-failed': to('gathering'),
    'add-requested': to('gathering', 'fork'),
    'drain-requested': to('gathering'),
    'move-requested': to('gathering'),
    'release-requested': to('gathering', 'answer'),
    'checkpoint-requested': to('gathering'),
    'hand-over-requested': to('gathering'),
    'stop-requested': to('over', 'finish'),
    ticked: to('gathering'),
  },
  loading: {
    ...early,
    joined: to('loading'),
    'join-failed': to('loading', 'retire'),
    readied: to('loading'),
    reported: never('reported before the start'),
    'worker-lost': to('gathering', 'roll-back'),
    committed: to('loading'),
    'commit-failed': to('loading'),
    'add-requested': to('loading', 'fork'),
    'drain-requested': to('loading'),
    'move-requested': to('loading'),
    'release-requested': to('loading', 'answer'),
    'checkpoint-requested': to('loading'),
    'hand-over-requested': to('loading'),
    'stop-requested': to('over', 'finish'),
    ticked: to('loading'),
  },
  running: {
    ...early,
    joined: to('running'),
    'join-failed': to('running', 'retire'),
    readied: never('ready twice'),
    reported: to('cutting', 'inject'),
    'worker-lost': to('gathering', 'roll-back'),
    committed: to('running'),
    'commit-failed': to('running'),
    'add-requested': to('running', 'fork'),
    'drain-requested': to('preparing', 'warm'),
    'move-requested': to('cutting', 'inject'),
    'release-requested': to('running', 'answer'),
    'checkpoint-requested': to('cutting', 'inject'),
    'hand-over-requested': to('cutting', 'hold-sources', 'inject'),
    'stop-requested': to('running', 'stop-sources'),
    ticked: to('running'),
  },
  preparing: {
    joined: to('preparing'),
    'join-failed': to('preparing', 'retire'),
    readied: to('preparing'),
    linked: to('preparing'),
    warmed: to('preparing'),
    reported: to('preparing'),
    'worker-lost': to('gathering', 'roll-back'),
    committed: to('preparing'),
    'commit-failed': to('preparing'),
    'add-requested': to('preparing', 'fork'),
    'drain-requested': to('preparing'),
    'move-requested': to('preparing'),
    'release-requested': to('preparing', 'answer'),
    'checkpoint-requested': to('preparing'),
    'hand-over-requested': to('preparing', 'hold-sources'),
    'stop-requested': to('preparing', 'stop-sources'),
    ticked: to('preparing'),
  },
  cutting: {
    ...early,
    joined: to('cutting'),
    'join-failed': to('cutting', 'retire'),
    readied: never('ready twice'),
    reported: to('cutting'),
    'worker-lost': to('gathering', 'roll-back'),
    committed: to('running', 'complete'),
    'commit-failed': to('running'),
    'add-requested': to('cutting', 'fork'),
    'drain-requested': to('cutting'),
    'move-requested': to('cutting'),
    'release-requested': to('cutting', 'answer'),
    'checkpoint-requested': to('cutting'),
    'hand-over-requested': to('cutting', 'hold-sources'),
    'stop-requested': to('cutting', 'stop-sources'),
    ticked: to('cutting'),
  },
  over: {
    joined: to('over'),
    'join-failed': to('over'),
    readied: to('over'),
    linked: to('over'),
    warmed: to('over'),
    reported: to('over'),
    'worker-lost': to('gathering', 'roll-back'),
    committed: to('over'),
    'commit-failed': to('over'),
    'add-requested': to('over', 'answer'),
    'drain-requested': to('over', 'answer'),
    'move-requested': to('over', 'answer'),
    'release-requested': to('over', 'answer'),
    'checkpoint-requested': to('over', 'answer'),
    'hand-over-requested': to('over', 'answer'),
    'stop-requested': to('over'),
    ticked: to('over'),
  },
};

const phases = Object.keys(table) as readonly CoordinatorPhase[];
const types = Object.keys(table.gathering) as readonly CoordinatorEventType[];

describe('the transition table', () => {
  it('has a cell for each of six phases and seventeen events', () => {
    expect([phases.length, types.length]).toEqual([6, 17]);
  });

  for (const phase of phases) {
    for (const type of types) {
      const expected = table[phase][type];
      const words =
        typeof expected === 'string'
          ? `never, "${expected}"`
          : `${expected.effects.join(', ') || 'nothing'}, then ${expected.phase}`;
      it(`${phase} × ${type}: ${words}`, () => {
        const desk = deskIn(phase);
        expect(desk.state.phase).toBe(phase);
        const now = phase === 'cutting' ? 210 : 110;
        if (typeof expected === 'string') {
          expect(() => desk.tell(eventOf(type, phase), now)).toThrow(expected);
          return;
        }
        expect(desk.types(eventOf(type, phase), now)).toEqual(expected.effects);
        expect(desk.state.phase).toBe(expected.phase);
      });
    }
  }
});
