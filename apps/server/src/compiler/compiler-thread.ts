/** The thread that compiles for the server: one request, one reply. Types can be made to loop; only this thread waits. */
import { parentPort } from 'node:worker_threads';
import { checkDocument, topologyOf } from './check-document.ts';
import { migrationsOf } from './check-migrations.ts';
import type { CompilerReply, CompilerRequest } from './compiler-protocol.ts';

parentPort?.on('message', (request: CompilerRequest) => parentPort?.postMessage(reply(request)));

function reply(request: CompilerRequest): CompilerReply {
  switch (request.type) {
    case 'check':
      return { id: request.id, type: 'checked', report: checkDocument(request.document) };
    case 'compile':
      return { id: request.id, type: 'compiled', result: topologyOf(request.document) };
    case 'migrate':
      return { id: request.id, type: 'migrated', result: migrationsOf(request) };
  }
}
