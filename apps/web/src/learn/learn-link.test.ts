// A link that led to another moment than the one that was shared would show something else than was talked about.
import { describe, expect, it } from 'vitest';
import { lessons } from './lessons/course.ts';
import { momentIn, momentQuery } from './learn-link.ts';
import { LessonPlay } from './play/lesson-play.ts';

describe('the address of a moment', { timeout: 120_000 }, () => {
  it('comes back as it was', () => {
    const moment = {
      seed: 7,
      step: 2,
      at: 512,
      input: 'Ada~&%7E',
      deeds: [
        { after: 10, scene: 0, act: { type: 'say', line: '1000 Ada.B~%7E 1' } },
        { after: 12, scene: 1, act: { type: 'kill', worker: 2 } },
        { after: 500, scene: 2, act: { type: 'drop', message: 77 } },
        { after: 501, scene: 0, act: { type: 'add' } },
      ],
    } as const;
    expect(momentIn(momentQuery(moment))).toEqual(moment);
    expect(momentQuery({})).toBe('');
  });

  it('is read with care: what is no moment is left out', () => {
    expect(momentIn('?seed=x&step=0&at=-1&deeds=1.9.add~a.0.add~1.0.explode~1.0.kill.z~~3.0.add')).toEqual({
      step: 0,
      deeds: [{ after: 3, scene: 0, act: { type: 'add' } }],
    });
  });

  it('leads to the same words, at every step, with what was typed and done', () => {
    for (const id of ['entities', 'boundary']) {
      const lesson = lessons.find((each) => each.id === id);
      if (lesson === undefined) throw new Error(`there is a lesson ${id}`);
      const play = new LessonPlay(lesson);
      for (const { type } of lesson.steps) {
        if (type === 'act') play.act('A033');
        const { step, theatre, input, playTo } = play.view();
        if (playTo !== null) play.seek(playTo.event);
        const { event, histories, history } = play.view().theatre;
        const link = { step, at: event, deeds: histories[history]?.deeds ?? [], ...(input === '' ? {} : { input }) };
        const again = new LessonPlay(lesson, momentIn(momentQuery(link))).view();
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
    const lesson = lessons.find(({ id }) => id === 'failure');
    if (lesson === undefined) throw new Error('there is a lesson on failure');
    const play = new LessonPlay(lesson);
    for (let step = 0; step < 3; step++) play.next();
    play.act();
    play.seek(300);
    const { step, theatre } = play.view();
    const deeds = theatre.histories[theatre.history]?.deeds ?? [];
    const link = momentQuery({ step, at: theatre.event, deeds });
    const again = new LessonPlay(lesson, momentIn(link)).view();
    expect(again.step).toBe(step);
    expect(again.theatre.scenes).toEqual(theatre.scenes);
  });
});
