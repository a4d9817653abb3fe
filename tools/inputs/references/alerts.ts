/** What the two alerts applications must answer for a number of transactions. In the order of the transactions. */
const modulus = 2_500n;
const factor = 2_305_843_009_213_693_951n;

/** With a floor modulo, whose result is never negative. */
function amountAfter(amount: bigint): bigint {
  const remainder = (amount * factor + 7n) % modulus;
  return (remainder < 0n ? remainder + modulus : remainder) - 1_250n;
}

export function expectStatelessAlerts(transactions: number): readonly string[] {
  const alerts: string[] = [];
  let amount = 1n;
  for (let id = 0; id < transactions; id++) {
    if (amount > 1_000n) alerts.push(`Deposit Alert for ${id}: ${amount}`);
    if (amount < -1_000n) alerts.push(`Withdrawal Alert for ${id}: ${amount}`);
    amount = amountAfter(amount);
  }
  return alerts;
}

const users = ['Fido', 'Rex', 'Dr. Whiskers', 'Feathers', 'Mountaineer'];

/** An alert names the user's total, not the amount. */
export function expectStatefulAlerts(transactions: number): readonly string[] {
  const alerts: string[] = [];
  const totals = new Map<string, bigint>();
  let amount = 1n;
  for (let i = 0; i < transactions; i++) {
    const user = users[i % users.length] ?? '';
    const before = totals.get(user) ?? 0n;
    if (i > 0) amount = before > 5_000n ? -6_000n : before < -5_000n ? 6_000n : amountAfter(amount);
    const total = before + amount;
    totals.set(user, total);
    if (total > 2_000n) alerts.push(`Deposit Alert for ${user}: ${total}`);
    if (total < -2_000n) alerts.push(`Withdrawal Alert for ${user}: ${total}`);
  }
  return alerts;
}
