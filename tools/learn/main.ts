/**
 * Plays lessons without a screen, as the browser would, and says what they claim and the trace that they leave.
 *
 *   npm run lessons                          every lesson: its claims, and the hash of everything that happened
 *   npm run lessons -- adding-a-worker       one of them
 *   npm run lessons -- --ends                the traces of every history that the lessons make, and of the laboratory's first, played to
 *                                            their ends: lesson, step, history, and a hash for each scene
 *
 * Exits with 1 where a claim does not hold. The hash is the same wherever a lesson is played: `e2e/studio/learn.spec.ts` sees
 * that Chromium makes those that Node makes.
 */
import { ends } from './ends.ts';
import { LessonPlay, lessons, type Lesson } from '@potoroo/web/learn';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** True where everything held. */
function playThrough(lesson: Lesson): boolean {
  const play = new LessonPlay(lesson);
  let all = true;
  say(`${lesson.id}: ${lesson.title}`);
  for (const _ of lesson.steps) {
    for (const { says, holds, detail } of play.view().steps.at(-1)?.claims ?? []) {
      all &&= holds;
      say(`  ${holds ? 'holds' : 'FAILS'}  ${says} (${detail})`);
    }
    play.next();
  }
  const { theatre } = play.view();
  say(`  trace  ${theatre.scenes.map(({ traceHash }) => traceHash).join(' ')} after event ${theatre.event}`);
  return all;
}

const [wanted] = process.argv.slice(2);
if (wanted === '--ends')
  for (const { name, step, history, traces } of ends()) say([name, step, history, ...traces].join(' '));
else playAll();

function playAll(): void {
  const chosen = lessons.filter(({ id }) => wanted === undefined || id === wanted);
  if (chosen.length === 0) say(`There is no lesson ${wanted}; there are ${lessons.map(({ id }) => id).join(', ')}.`);
  process.exitCode = chosen.length > 0 && chosen.map(playThrough).every((holds) => holds) ? 0 : 1;
}
