/** The live rate of a node, written by itself at each frame; nothing while the run on the server is not of this document. */
import type { NodeId } from '@potoroo/shared/ids';
import { inRate, outRate } from '../../run/frames.ts';
import { LiveText } from '../../run/live-parts.tsx';
import { useShownRun } from '../../run/shown-run.ts';
import { rate } from '../../ui/numbers.ts';

type LiveRateProps = { readonly node: NodeId; readonly side: 'in' | 'out' };

export function LiveRate({ node, side }: LiveRateProps) {
  const isShown = useShownRun();
  if (!isShown) return null;
  const rateOf = side === 'in' ? inRate : outRate;
  return <LiveText className="mono live-rate" of={({ span }) => (span === null ? '' : rate(rateOf(span, node)))} />;
}
