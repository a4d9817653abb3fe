/** How much of the canvas a fitted pipeline takes: a margin for the labels around it, and never larger than life. */
export const fitOptions = { padding: 0.14, maxZoom: 1.1, minZoom: 0.25 } as const;
