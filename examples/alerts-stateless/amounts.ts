// Each amount follows from the one before: ((amount * (2^61 - 1) + 7) mod 2500) - 1250. The product is beyond what a
// double holds exactly, so the factor is reduced first: 2^61 - 1 is 1451 modulo 2500.
const factor = 1_451;
const modulus = 2_500;

export function amountAfter(amount: number): number {
  const remainder = (amount * factor + 7) % modulus;
  return (remainder < 0 ? remainder + modulus : remainder) - 1_250;
}
