/** The address of the laboratory, beside those of the lessons. */
export const laboratory = 'laboratory';
/** Of the talk; what comes after them in the course is an application. */
export const lessonCount = 10;
