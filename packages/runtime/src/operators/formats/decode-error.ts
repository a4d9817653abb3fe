/**
 * Bytes that are no record of the source's format. The message is a whole sentence of ours for the person who made the
 * bytes: unlike an error of a snippet, its class says nothing to them and is not shown.
 */
export class DecodeError extends Error {}
