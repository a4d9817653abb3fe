/** The address of the laboratory, beside those of the lessons. */
export const laboratory = 'laboratory';
