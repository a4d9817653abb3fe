/** Below the card of a node: the shares of the profile, while one of the run is on screen, else its live load. */
import type { NodeId } from '@potoroo/shared/ids';
import { ProfileBar } from '../../run/profile-bar.tsx';
import { useShownProfile } from '../../run/profile-store.ts';
import { shareText } from '../../run/profile-view.ts';
import { LiveLoad } from './live-load.tsx';

const meaning =
  'Its share of the time in which workers were busy while they were profiled, and what that was, in per cent';

export function NodeLoad({ node }: { readonly node: NodeId }) {
  const profile = useShownProfile();
  if (profile === null) return <LiveLoad node={node} />;
  const row = profile.nodes.find((each) => each.node === node);
  if (row === undefined) return null;
  return (
    <div className="live-load" title={meaning}>
      <ProfileBar parts={row.parts} />
      <span className="profile-text">{shareText(row)}</span>
    </div>
  );
}
