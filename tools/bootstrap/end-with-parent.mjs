/**
 * Loaded into the program before its entry (`node --import`): ends the program when the bootstrap that started it is gone.
 * It asks first, with the SIGTERM that a person would send, and insists when asking did not help.
 *
 * What it must not do is spread: `fork` hands the arguments of a process down to its children, and a worker that may
 * read only its own files cannot load this one. So it takes itself out of those arguments.
 */
const insistAfterMs = 8_000;

if (process.channel) {
  process.on('disconnect', () => {
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), insistAfterMs).unref();
    process.kill(process.pid, 'SIGTERM');
  });
  // Listening must not keep a finished program alive.
  process.channel.unref();
}

const at = process.execArgv.indexOf('--import');
if (at >= 0 && process.execArgv[at + 1] === import.meta.url) process.execArgv.splice(at, 2);
