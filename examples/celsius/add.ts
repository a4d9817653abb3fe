export default (scaled: number): number => scaled + 32;
