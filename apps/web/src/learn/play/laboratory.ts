/** What is known of the course before any of it is played: the address of the laboratory, its bounds, how many lessons there are. */

/** The address of the laboratory, beside those of the lessons. */
export const laboratory = 'laboratory';
/** How much the laboratory tries. */
export const bounds = {
  quick: { title: '120 single faults, 36 pairs', singlesMax: 120, pairsMax: 36 },
  thorough: { title: '600 single faults, 400 pairs', singlesMax: 600, pairsMax: 400 },
  every: { title: 'every single fault of these kinds, 900 pairs', singlesMax: 100_000, pairsMax: 900 },
} as const;
export type Bound = keyof typeof bounds;
/** Of the talk; what comes after them in the course is an application. */
export const lessonCount = 10;
