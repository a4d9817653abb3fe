/** A program of the suite in a process of its own: it is told things and says things, as messages with a type. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export type Message = { readonly type: string; readonly [field: string]: unknown };
export type Program = {
  readonly tell: (message: Message) => void;
  /** The next message of a type; rejects where the program ends first. */
  readonly hear: (type: string) => Promise<Message>;
  readonly end: () => Promise<void>;
};

const running = new Set<ChildProcess>();
process.once('exit', () => running.forEach((child) => child.kill('SIGKILL')));

export function startProgram(name: string, args: readonly string[] = []): Program {
  const child = fork(fileURLToPath(new URL(`programs/${name}.ts`, import.meta.url)), args, {
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  running.add(child);
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      running.delete(child);
      resolve();
    });
  });
  const said: Message[] = [];
  const listeners = new Set<() => void>();
  child.on('message', (message: Message) => {
    said.push(message);
    for (const listener of listeners) listener();
  });
  const hear = (type: string): Promise<Message> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const index = said.findIndex((message) => message.type === type);
        const [found] = index < 0 ? [] : said.splice(index, 1);
        if (found === undefined) return;
        listeners.delete(look);
        resolve(found);
      };
      listeners.add(look);
      look();
      void ended.then(() => reject(new Error(`the program ${name} ended before it said ${type}`)));
    });
  return {
    tell: (message) => void child.send(message),
    hear,
    end: () => {
      child.kill('SIGKILL');
      return ended;
    },
  };
}

export function numberIn(message: Message, field: string): number {
  const value = message[field];
  if (typeof value !== 'number') throw new Error(`the message ${message.type} has no number ${field}`);
  return value;
}
