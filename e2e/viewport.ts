/** The size of the window that tests look through, unless they say otherwise. */
export const viewport = { width: 1440, height: 900 } as const;
