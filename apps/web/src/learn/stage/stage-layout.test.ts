// Objects that jumped about while they stay, or two on one place, would make a move look like something else.
import type { SceneView } from '@potoroo/runtime/sim/stage';
import { describe, expect, it } from 'vitest';
import { lessons } from '../lessons/course.ts';
import { LessonPlay } from '../play/lesson-play.ts';
import { hit, layoutOf } from './stage-layout.ts';

const lesson = lessons.find(({ id }) => id === 'adding-a-worker');
const size = { width: 1_100, height: 330, grows: true };

function moving(): readonly SceneView[] {
  if (lesson === undefined) throw new Error('there is a lesson on adding a worker');
  const play = new LessonPlay(lesson);
  for (let step = 0; step < 2; step++) play.next();
  const before = play.view().theatre;
  play.act();
  const { playTo } = play.view();
  const views: SceneView[] = before.scenes.slice(0, 1);
  for (let event = before.event; event <= (playTo?.event ?? 0); event += 20) {
    play.seek(event);
    views.push(...play.view().theatre.scenes.slice(0, 1));
  }
  return views;
}

describe('the picture of a scene', { timeout: 120_000 }, () => {
  const views = moving();

  it('has one place for each object, inside of a box, and never two on one', () => {
    let travelling = 0;
    for (const view of views) {
      const { objects, boxes, cell } = layoutOf(view, size, view.now);
      expect(objects).toHaveLength(120);
      const still = objects.filter(({ travels }) => travels === null);
      travelling += objects.length - still.length;
      expect(new Set(still.map(({ at }) => `${at.x} ${at.y}`)).size).toBe(still.length);
      for (const { at } of still) {
        const box = boxes.find(
          ({ x, y, width, height }) => at.x >= x && at.x + cell <= x + width && at.y >= y && at.y + cell <= y + height,
        );
        expect(box).toBeDefined();
      }
    }
    expect(travelling).toBeGreaterThan(0);
  });

  it('leads a record to the worker that it is sent to, where another state has an object of the same key elsewhere', () => {
    const view = views.at(-1);
    const own = view?.objects.find(({ worker, home }) => worker === 0 && home === 0);
    if (view === undefined || own === undefined) throw new Error('there is an object that has stayed');
    const other = { ...own, state: 'other', worker: 1, home: 1 };
    const message = {
      id: 1,
      from: 2,
      to: 0,
      what: 'records',
      generation: 2,
      number: 1,
      sentAt: 0,
      arrivesAt: view.now,
      fate: null,
      content: { type: 'records', stage: 1, input: 0, records: [{ key: own.key, record: null }], epoch: null },
    } as const;
    const { objects, messages, cell } = layoutOf(
      { ...view, objects: [other, ...view.objects], messages: [message] },
      size,
      view.now,
    );
    const place = objects.find(({ state, key }) => state === own.state && key === own.key)?.at;
    expect(messages.map(({ at }) => at)).toEqual([{ x: (place?.x ?? 0) + cell / 2, y: (place?.y ?? 0) + cell / 2 }]);
  });

  it('leaves a gap where an object has gone, and finds under a point what lies there', () => {
    const view = views.at(-1);
    if (view === undefined) throw new Error('there is a view');
    const layout = layoutOf({ ...view, messages: [] }, size, view.now);
    const moved = layout.objects.filter(({ ghost }) => ghost !== null);
    expect(moved).toHaveLength(view.objects.filter(({ worker, home }) => worker !== home).length);
    for (const object of layout.objects)
      expect(hit(layout, { x: object.at.x + 2, y: object.at.y + 2 })).toEqual({ object });
    const [box] = layout.boxes;
    expect(hit(layout, { x: (box?.x ?? 0) + 3, y: (box?.y ?? 0) + 3 })).toEqual({ worker: 0 });
    expect(hit(layout, { x: -50, y: -50 })).toBeNull();
  });
});
