/** A parsed command to its doing. */
import { check, explain } from './inspect.ts';
import type { Command } from './arguments.ts';
import type { DocumentPlaces } from './documents.ts';
import { exitCodes } from './failure.ts';
import type { ExitCode } from './failure.ts';
import { helpText } from './help-text.ts';
import { listExamples, listText } from './list.ts';
import { run } from './run.ts';
import type { Console } from './run.ts';

export async function perform(command: Command, places: DocumentPlaces, console: Console): Promise<ExitCode> {
  switch (command.type) {
    case 'run':
      return run(command, places, console);
    case 'check':
      return check(command, places, console);
    case 'explain':
      return explain(command.document, places, console);
    case 'list': {
      const examples = listExamples(places.examplesDirectory);
      console.out(command.json ? `${JSON.stringify(examples)}\n` : listText(examples));
      return exitCodes.success;
    }
    case 'help':
      console.out(helpText);
      return exitCodes.success;
  }
}
