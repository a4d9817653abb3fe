/**
 * Reads a connection into memory that is read into again. Node gives each piece that it reads of a socket memory of its own, of 64 KiB,
 * which is zeroed first and told to the garbage collector: at hundreds of megabytes a second that is more work than the records in it.
 */
import { Socket, type SocketConstructorOpts } from 'node:net';

/** A connection that fills what it may read at once is given more. */
const firstBytes = 65_536;
const bytesMax = 262_144;

/**
 * The connection of a socket from which nothing has been read, as a socket that reads nothing before it is resumed. `take` says whether it
 * is done with the bytes; where it is not, nothing is read until the socket is resumed, which says so.
 */
export function withReusedReads(given: Socket, take: (bytes: Uint8Array) => boolean): Socket {
  // There is no other way to it: Node takes this only with a new socket, and servers and channels make theirs themselves.
  const holder = given as unknown as { _handle: object | null };
  // Plain memory: a slice of it is a copy, which one of Node's own buffers is not.
  let memory = new Uint8Array(firstBytes);
  const options = {
    handle: holder._handle,
    pauseOnCreate: true,
    readable: true,
    writable: true,
    onread: {
      buffer: () => memory,
      callback: (length: number, bytes: Uint8Array) => {
        if (length === memory.length && length < bytesMax) memory = new Uint8Array(length * 2);
        return take(bytes.subarray(0, length));
      },
    },
  };
  const socket = new Socket(options as SocketConstructorOpts);
  holder._handle = null;
  given.destroy();
  return socket;
}
