const spreadMax = 0.05;

// Too wide: 5 cents or more, or 5 % of the price in the middle.
export function isTooWide(bid: number, offer: number): boolean {
  const spread = offer - bid;
  const middle = (bid + offer) / 2;
  return spread >= spreadMax || spread / middle >= spreadMax;
}
