// Six decimals, as C prints `%.6f`.
export default function encodeFahrenheit(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (Math.abs(value) >= 2 ** 53) return `${BigInt(value)}.000000`;
  return isHalfway(value) ? halfToEven(value) : value.toFixed(6);
}

// Only odd multiples of 1/128 end exactly on half a millionth: toFixed rounds them up, C to the even digit.
const isHalfway = (value: number): boolean => Math.abs((value * 128) % 2) === 1;

function halfToEven(value: number): string {
  const exact = value.toFixed(7);
  const sixthDigit = Number(exact.charAt(exact.length - 2));
  return sixthDigit % 2 === 0 ? exact.slice(0, -1) : value.toFixed(6);
}
