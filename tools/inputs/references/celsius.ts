/** What celsius must answer: times 1.8, plus 32, in doubles, printed as C prints `%.6f`. In input order. */
import { readFrames } from './reading.ts';

export const expectFahrenheit = (framed: Uint8Array): readonly string[] =>
  readFrames(framed).map((payload) => printSixDecimals(payload.readFloatBE(0) * 1.8 + 32));

/** By whole numbers only: a double is mantissa * 2^exponent, and the millionths of it are rounded half to even. */
export function printSixDecimals(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  const isNegative = value < 0 || Object.is(value, -0);
  const sign = isNegative ? '-' : '';
  if (!Number.isFinite(value)) return `${sign}inf`;
  const digits = millionthsOf(Math.abs(value)).toString().padStart(7, '0');
  return `${sign}${digits.slice(0, -6)}.${digits.slice(-6)}`;
}

function millionthsOf(value: number): bigint {
  const bits = Buffer.alloc(8);
  bits.writeDoubleBE(value);
  const raw = bits.readBigUInt64BE();
  const biased = Number(raw >> 52n);
  const fraction = raw & 0xf_ffff_ffff_ffffn;
  const mantissa = biased === 0 ? fraction : fraction | 0x10_0000_0000_0000n;
  const exponent = BigInt(Math.max(biased, 1) - 1_075);
  const scaled = mantissa * 1_000_000n;
  return exponent >= 0n ? scaled << exponent : roundHalfToEven(scaled, 1n << -exponent);
}

function roundHalfToEven(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  const twice = 2n * (dividend % divisor);
  const isUp = twice > divisor || (twice === divisor && quotient % 2n === 1n);
  return isUp ? quotient + 1n : quotient;
}
