/** What is asked of a run, as the control machine hears it. */
import type { RequestEvent } from '../../core/index.ts';
import type { ControlRequest } from './control-messages.ts';

export function eventOf(id: number, request: ControlRequest): RequestEvent {
  switch (request.type) {
    case 'add':
      return { type: 'add-requested', request: id };
    case 'drain':
      return { type: 'drain-requested', request: id, worker: request.worker };
    case 'move':
      return { ...request, type: 'move-requested', request: id };
    case 'release':
      return { ...request, type: 'release-requested', request: id };
    case 'checkpoint':
      return { type: 'checkpoint-requested', request: id };
    case 'deploy':
      return { type: 'hand-over-requested', request: id };
  }
}
