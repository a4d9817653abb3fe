/** The live rate of a node, written by itself at each frame; nothing while the run on the server is not of this document. */
import type { NodeId } from '@potoroo/shared/ids';
import { inRate, outRate, sampleOf } from '../../run/frames.ts';
import { LiveText } from '../../run/live-parts.tsx';
import type { Live } from '../../run/live-store.ts';
import { useShownRun } from '../../run/shown-run.ts';
import { compact, rate } from '../../ui/numbers.ts';
import { rests } from './distance.ts';

type LiveRateProps = { readonly node: NodeId; readonly side: 'in' | 'out' };

const meaning = 'Records a second; where nothing flows now, all records of this run';

export function LiveRate({ node, side }: LiveRateProps) {
  const isShown = useShownRun();
  return isShown ? (
    <LiveText
      className="mono live-rate"
      rests={() => rests(node)}
      label={meaning}
      of={(live) => rateText(live, { node, side })}
    />
  ) : null;
}

/** Where nothing flows now, what has flowed so far says more than `0/s`. */
function rateText({ span }: Live, { node, side }: LiveRateProps): string {
  if (span === null) return '';
  const perSecond = side === 'in' ? inRate(span, node) : outRate(span, node);
  const sample = sampleOf(span.newest, node);
  const total = (side === 'in' ? sample?.recordsIn : sample?.recordsOut) ?? 0;
  return perSecond === 0 && total > 0 ? `all ${compact(total)}` : rate(perSecond);
}
