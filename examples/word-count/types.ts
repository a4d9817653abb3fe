export type WordCount = { word: string; count: number };
export type Counter = { count: number };
