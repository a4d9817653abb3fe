/**
 * The live feed from the server: telemetry, movements and status as msgpackr bytes over one websocket. Only listens, as the server
 * demands; reconnects by itself. Keeps nothing: what arrives is handed on.
 */
import type { DeploymentStatus } from '@potoroo/shared/control';
import type { Movement, TelemetryFrame } from '@potoroo/shared/telemetry';
import { decodeMovement, decodeStatus, decodeTelemetry } from '@potoroo/shared/wire';
import { io } from 'socket.io-client';
import { readDeployment } from './deployment-api.ts';

/** `refused`: the server answers, and this page has no session with it: it was started anew. */
export type Link = 'connecting' | 'connected' | 'disconnected' | 'refused';
export type LiveFeedListener = {
  readonly onLink: (link: Link) => void;
  readonly onStatus: (status: DeploymentStatus) => void;
  readonly onTelemetry: (frame: TelemetryFrame) => void;
  readonly onMovement: (movement: Movement) => void;
};

/** Returns what closes the feed. */
export function openLiveFeed({ onLink, onStatus, onTelemetry, onMovement }: LiveFeedListener): () => void {
  const socket = io({ transports: ['websocket'], reconnectionDelay: 500, reconnectionDelayMax: 4_000 });
  socket.on('connect', () => onLink('connected'));
  socket.on('disconnect', () => onLink('disconnected'));
  socket.on('connect_error', () => void whyNot().then(onLink));
  socket.on('status', (bytes: ArrayBuffer) => {
    const status = decodeStatus(new Uint8Array(bytes));
    if (status.ok) onStatus(status.value);
  });
  socket.on('telemetry', (bytes: ArrayBuffer) => {
    const frame = decodeTelemetry(new Uint8Array(bytes));
    if (frame.ok) onTelemetry(frame.value);
  });
  socket.on('movement', (bytes: ArrayBuffer) => {
    const movement = decodeMovement(new Uint8Array(bytes));
    if (movement.ok) onMovement(movement.value);
  });
  return () => {
    socket.close();
  };
}

/** A browser does not tell why a websocket failed; a plain request does. */
async function whyNot(): Promise<Link> {
  const answer = await readDeployment();
  return !answer.ok && answer.error.status === 401 ? 'refused' : 'disconnected';
}
