// A day of weather in 2,000 readings, between -5 and 25 degrees, with some noise.
export default function generateCelsius(index: number, _memory: unknown, random: () => number): number {
  return Math.fround(10 - 14 * Math.cos((index * 2 * Math.PI) / 2_000) + 2 * random() - 1);
}
