export { lessons } from '../lessons/course.ts';
export { LessonPlay } from './lesson-play.ts';
export type { Lesson } from './lesson-schema.ts';
