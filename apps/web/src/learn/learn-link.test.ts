// A link that led to another moment than the one that was shared would show something else than was talked about.
import { describe, expect, it } from 'vitest';
import { lessons } from './lessons/course.ts';
import type { Deed } from '@potoroo/runtime/sim/stage';
import { isTreeCarried, momentIn, momentOf, momentQuery } from './learn-link.ts';
import { LessonPlay } from './play/lesson-play.ts';

function lessonNamed(name: string) {
  const lesson = lessons.find(({ id }) => id === name);
  if (lesson === undefined) throw new Error(`there is a lesson ${name}`);
  return lesson;
}

describe('the address of a moment', { timeout: 120_000 }, () => {
  it('comes back as it was', () => {
    const moment = {
      seed: 7,
      step: 2,
      at: 512,
      input: 'Ada~&%7E',
      done: true,
      code: 'exports.default = (order, account) => {\n  account.text = "&?~%7E+";\n};',
      forks: [
        { parent: 0, deeds: [{ after: 10, scene: 0, act: { type: 'say', line: '1000 Ada.B~%7E 1' } }] },
        {
          parent: 1,
          deeds: [
            { after: 12, scene: 1, act: { type: 'kill', worker: 2 } },
            { after: 500, scene: 2, act: { type: 'drop', message: 77 } },
            { after: 501, scene: 0, act: { type: 'add' } },
          ],
        },
      ],
      history: 2,
    } as const;
    expect(momentIn(momentQuery(moment))).toEqual(moment);
    expect(momentQuery({})).toBe('');
  });

  it('is read with care: what is no moment is left out', () => {
    const add = (after: number) => ({ after, scene: 0, act: { type: 'add' } });
    // One history by its deeds alone: so links had it before there were trees in them.
    expect(momentIn('?seed=x&step=0&at=-1&deeds=1.9.add~a.0.add~1.0.explode~1.0.kill.z~~3.0.add')).toEqual({
      step: 0,
      forks: [{ parent: 0, deeds: [add(3)] }],
      history: 1,
    });
    expect(momentIn('?fork=x~1.0.add&fork=1.7~1.0.add~y&history=-2')).toEqual({
      forks: [
        { parent: 0, deeds: [add(1)] },
        { parent: 1, deeds: [add(1)] },
      ],
      history: 0,
    });
  });

  it('says what the laboratory was set to, its bound included', () => {
    const lab = {
      pipeline: 'word-count',
      workers: 2,
      links: 'at-least-once',
      outputs: 'at once',
      guarantee: 'effectively-once',
      faults: ['double', 'kill-coordinator', 'leave'],
      bound: 'every',
    } as const;
    expect(momentIn(momentQuery({ lab, at: 3 }))).toEqual({ lab, at: 3 });
    // Links that were made before the bound was in them.
    expect(momentIn('?lab=word-count.2.1.1.2.135').lab).toEqual({ ...lab, bound: 'quick' });
  });

  it('brings code that nobody runs unread, and the moment after it is run', () => {
    const lesson = lessonNamed('your-own');
    const write = lesson.steps.findIndex(({ type }) => type === 'write');
    const code = 'exports.default = (order, account) => {\n  account.count += 2;\n};';
    const play = new LessonPlay(lesson);
    while (play.view().step < write) play.next();
    play.act(code);
    play.next();
    play.seek(300);
    play.meddle(1, { type: 'kill', worker: 2 });
    play.seek(400);
    const { theatre, step, written } = play.view();
    expect(written).toBe(code);
    const link = momentQuery(momentOf(play.view()));

    const again = new LessonPlay(lesson, momentIn(link));
    const offered = again.view();
    expect([offered.step, offered.isWaiting, offered.written]).toEqual([write, true, null]);
    expect(offered.steps.at(-1)).toMatchObject({ own: code, isOffered: true });
    expect(offered.theatre.scenes[0]?.codeHash).not.toBe(theatre.scenes[0]?.codeHash);
    again.act(offered.steps.at(-1)?.own ?? '');
    expect(again.view().theatre.scenes.map(({ traceHash }) => traceHash)).toEqual(
      theatre.scenes.map(({ traceHash }) => traceHash),
    );
    again.next();
    expect(again.view().step).toBe(step);
  });

  it('brings nothing that could not have been typed', () => {
    for (const input of ['Zoe', 'A500', '$&']) {
      const { steps } = new LessonPlay(lessonNamed('entities'), { step: 3, input }).view();
      expect(steps.at(-1)?.claims.filter(({ holds }) => !holds)).toEqual([]);
      expect(steps.at(-1)?.text.join(' ')).toContain('A007');
    }
  });

  it('leads to the same words, at every step, with what was typed and done', () => {
    for (const id of ['entities', 'boundary']) {
      const lesson = lessonNamed(id);
      const play = new LessonPlay(lesson);
      for (const { type } of lesson.steps) {
        if (type === 'act') play.act('A033');
        const { theatre, playTo } = play.view();
        if (playTo !== null) play.seek(playTo.event);
        const again = new LessonPlay(lesson, momentIn(momentQuery(momentOf(play.view())))).view();
        // What was done is not asked for again.
        expect(again.isWaiting).toBe(play.view().isWaiting);
        expect(again.theatre.scenes.map(({ traceHash }) => traceHash)).toEqual(
          play.view().theatre.scenes.map(({ traceHash }) => traceHash),
        );
        if (type === 'say' || type === 'reveal') expect(again.steps.at(-1)).toEqual(play.view().steps.at(-1));
        expect(theatre.scenes.length).toBeGreaterThan(0);
        play.next();
      }
    }
  });

  it('leads to the same stage: what was done on the way is done again', () => {
    const lesson = lessonNamed('failure');
    const play = new LessonPlay(lesson);
    for (let step = 0; step < 3; step++) play.next();
    play.act();
    play.seek(300);
    play.meddle(0, { type: 'kill', worker: 1 });
    play.choose(1);
    play.seek(280);
    play.meddle(0, { type: 'kill-coordinator' });
    play.seek(310);
    const { step, theatre } = play.view();
    expect(theatre.histories.map(({ parent }) => parent)).toEqual([null, 0, 1, 2, 1]);
    const again = new LessonPlay(lesson, momentIn(momentQuery(momentOf(play.view())))).view();
    expect(again.step).toBe(step);
    // The scenes, and the tree of histories.
    expect(again.theatre).toEqual(theatre);
  });

  it('holds the branch that is played where the tree is too large for it', () => {
    const add = (after: number): Deed => ({ after, scene: 0, act: { type: 'add' } });
    const forks = Array.from({ length: 40 }, (_, index) => ({ parent: index, deeds: [add(index)] }));
    expect(isTreeCarried(forks)).toBe(false);
    expect(momentIn(momentQuery({ forks, history: 30 }))).toEqual({
      forks: [{ parent: 0, deeds: [add(29)] }],
      history: 1,
    });
    expect(isTreeCarried(forks.slice(0, 9))).toBe(true);
  });

  it('makes no history of what could not be done', () => {
    const { theatre } = new LessonPlay(lessonNamed('failure'), momentIn('?step=1&deeds=100.0.kill.9')).view();
    expect(theatre).toMatchObject({ history: 0, histories: [{ id: 0 }] });
    expect(theatre.histories).toHaveLength(1);
    // Nor does one leave its parent elsewhere than where something was done in it, whatever a link says.
    const odd = new LessonPlay(
      lessonNamed('failure'),
      momentIn('?fork=0.999999999~100.0.kill.1&history=1&at=999999999'),
    ).view();
    expect(odd.theatre.histories[1]).toMatchObject({ parent: 0, forkedAt: 100 });
    expect(odd.theatre.ended).toBe(true);
  });
});
