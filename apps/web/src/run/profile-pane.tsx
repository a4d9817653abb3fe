/** The profile of the run, taken by a button: what each node took of the time in which workers were busy, and each worker, as a table. */
import { nodeId } from '@potoroo/shared/ids';
import { profileParts } from '@potoroo/shared/telemetry';
import type { MouseEvent } from 'react';
import { select } from '../designer/canvas/flow-store.ts';
import { useDocument } from '../designer/document/document-store.ts';
import { Button } from '../ui/button.tsx';
import { percent } from '../ui/numbers.ts';
import { useDeployment } from './deployment-store.ts';
import { ProfileBar } from './profile-bar.tsx';
import {
  type Profiled,
  profileSeconds,
  putProfileAway,
  takeProfile,
  useProfile,
  useShownProfile,
} from './profile-store.ts';
import type { ProfileRow } from './profile-view.ts';

export function ProfilePane() {
  const taken = useShownProfile();
  const isTaking = useProfile((state) => state.isTaking);
  const phase = useDeployment(({ status }) => status.phase);
  const reason = isTaking
    ? 'It is being taken.'
    : phase === 'running'
      ? null
      : 'Only a run that goes on can be profiled.';
  return (
    <div className="profile-pane">
      <div className="profile-head">
        <Button look="primary" reason={reason} onClick={() => void takeProfile()}>
          Profile for {profileSeconds} s
        </Button>
        {taken !== null && <Button onClick={putAway}>Put away</Button>}
        <p className="quiet">
          {isTaking
            ? 'The stack of every worker is sampled twice a millisecond.'
            : taken === null
              ? 'Every worker samples its own stack for some seconds; the run goes on meanwhile.'
              : saidOf(taken)}
        </p>
      </div>
      {taken !== null && <ProfileTable taken={taken} />}
    </div>
  );
}

/** The button goes with what it puts away: the one beside it is next. */
function putAway({ currentTarget }: MouseEvent<HTMLButtonElement>): void {
  const { previousElementSibling: beside } = currentTarget;
  if (beside instanceof HTMLElement) beside.focus();
  putProfileAway();
}

function saidOf({ busyMs, workers, silent }: Profiled): string {
  const busy = `${workers.length} workers were busy ${(busyMs / 1_000).toFixed(1)} s in all; shares are of that time.`;
  return silent.length === 0 ? busy : `${busy} No answer came from ${silent.join(', ')}.`;
}

function ProfileTable({ taken: { nodes, rest, workers } }: { readonly taken: Profiled }) {
  const pipeline = useDocument((state) => state.pipeline);
  const nameOf = (id: string) => pipeline?.nodes.find((node) => node.id === id)?.name ?? id;
  return (
    <div className="pane-scroll" tabIndex={0} role="region" aria-label="Profile of the run">
      <table className="pane-table profile-table">
        <caption className="visually-hidden">Shares of the time in which workers were busy</caption>
        <thead>
          <tr>
            <th scope="col">Node</th>
            <th scope="col">Share</th>
            {profileParts.map((part) => (
              <th key={part} scope="col">
                <i className="profile-key" data-part={part} aria-hidden="true" />
                {part}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {nodes.map(({ node, ...row }) => (
            <tr key={node}>
              <th scope="row">
                <button type="button" className="link-button" onClick={() => select({ nodes: [nodeId(node)] })}>
                  {nameOf(node)}
                </button>
              </th>
              <Shares row={row} />
            </tr>
          ))}
          <tr>
            <th scope="row" title="Links between workers, sockets and files, barriers and checkpoints, garbage">
              No node alone
            </th>
            <Shares row={rest} />
          </tr>
        </tbody>
        <tbody>
          {workers.map(({ worker, busyMs, ...row }) => (
            <tr key={worker}>
              <th scope="row">
                {worker}, busy {(busyMs / 1_000).toFixed(1)} s
              </th>
              <Shares row={row} />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Shares({ row }: { readonly row: ProfileRow }) {
  return (
    <>
      <td className="profile-share">
        <ProfileBar parts={row.parts} />
        <span className="mono">{percent(row.share)}</span>
      </td>
      {profileParts.map((part) => (
        <td key={part} className="mono">
          {percent(row.parts[part])}
        </td>
      ))}
    </>
  );
}
