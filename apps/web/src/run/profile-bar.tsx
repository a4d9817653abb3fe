/** A share of the busy time as a bar of its parts. Its numbers must stand beside it: a bar says nothing to a screen reader. */
import { profileParts } from '@potoroo/shared/telemetry';
import type { ProfileRow } from './profile-view.ts';

export function ProfileBar({ parts }: Pick<ProfileRow, 'parts'>) {
  return (
    <span className="profile-bar" aria-hidden="true">
      {profileParts.map((part) => (
        <i key={part} data-part={part} style={{ width: `${(parts[part] * 100).toFixed(1)}%` }} />
      ))}
    </span>
  );
}
