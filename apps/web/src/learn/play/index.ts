export { lessons } from '../lessons/course.ts';
export { LessonPlay } from './lesson-play.ts';
export type { Lesson } from './lesson-schema.ts';
export { LabPlay } from './lab-play.ts';
export type { LabSetup } from './lab-play.ts';
