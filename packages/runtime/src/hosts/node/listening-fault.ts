/** Why a socket cannot be listened on, in words where the system has a code for it that a person would have to look up. */
const words: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another process listens there already',
  EACCES: 'the system lets only its administrator listen there',
  EADDRNOTAVAIL: 'this machine has no such address',
};

export const listeningFault = (error: Error & { readonly code?: string }): string =>
  words[error.code ?? ''] ?? error.message;
