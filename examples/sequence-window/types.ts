/** The last four numbers of a key, oldest first; zeros stand in front while there are fewer. */
export type Window = { numbers: number[] };
