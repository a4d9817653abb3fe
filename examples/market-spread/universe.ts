// The symbols of the load generator: 350 of them, of which 70 (20 %) carry 80 % of the records and 15 have so wide a
// spread that their orders are rejected.

export const symbolCount = 350;
const hotCount = 70;
const hotShare = 0.8;

const hotNames =
  'AAPL MSFT AMZN NVDA IBM INTC CSCO ORCL TSLA META GOOG NFLX ADBE CRM AMD QCOM TXN AVGO MU JPM BAC WFC C GS MS AXP V MA ' +
  'BLK SCHW JNJ PFE MRK LLY ABBV UNH CVS AMGN GILD BMY XOM CVX COP SLB GE CAT DE BA LMT RTX HON MMM UPS FDX F GM T VZ DIS ' +
  'KO PEP PG WMT COST HD LOW NKE MCD SBUX TGT';

const names = [
  ...hotNames.split(' '),
  ...Array.from({ length: symbolCount - hotCount }, (_, index) => madeUpName(index)),
];

function madeUpName(index: number): string {
  const number = (index * 99_991 + 4_321) % 456_976;
  const letter = (place: number) => String.fromCharCode(65 + (Math.floor(number / 26 ** place) % 26));
  return letter(3) + letter(2) + letter(1) + letter(0);
}

export const nameOf = (index: number): string => names[index] ?? '';
export const hasWideSpread = (index: number): boolean => index % 23 === 22;

export function pickSymbol(random: () => number): number {
  if (random() < hotShare) return Math.floor(random() * hotCount);
  return hotCount + Math.floor(random() * (symbolCount - hotCount));
}

// The price a symbol hovers around, in cents.
export const centsOf = (index: number): number => 1_000 + ((index * 3_701) % 49_000);
