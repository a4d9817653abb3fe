/** A parsed command to its doing. What compiles or runs is loaded when it is needed: `help` and `list` answer at once. */
import type { Command } from './arguments.ts';
import type { Console } from './console.ts';
import type { ControlPlaces } from './control.ts';
import type { DocumentPlaces } from './documents.ts';
import { exitCodes } from './failure.ts';
import type { ExitCode } from './failure.ts';
import { helpText } from './help-text.ts';
import { isInProject } from './installed.ts';
import { listExamples, listText } from './list.ts';

type Places = DocumentPlaces & Pick<ControlPlaces, 'dataDirectories'>;

export async function perform(command: Command, places: Places, console: Console): Promise<ExitCode> {
  switch (command.type) {
    case 'run': {
      const { run } = await import('./run.ts');
      return run(command, places, console);
    }
    case 'check': {
      const { check } = await import('./inspect.ts');
      return check(command, places, console);
    }
    case 'explain': {
      const { explain } = await import('./inspect.ts');
      return explain(command, places, console);
    }
    case 'export': {
      const { exportTo } = await import('./export.ts');
      return exportTo(command, places, console);
    }
    case 'import': {
      const { importFrom } = await import('./import.ts');
      return importFrom(command, places, console);
    }
    case 'draw': {
      const { draw } = await import('./draw.ts');
      return draw(command, places, console);
    }
    case 'worker':
    case 'disturb':
    case 'checkpoint':
    case 'status':
    case 'placement':
    case 'profile':
    case 'state': {
      const { control } = await import('./control.ts');
      const { personDirectory, dataDirectories } = places;
      return control(command, { personDirectory, dataDirectories }, console);
    }
    case 'deploy': {
      const { deploy } = await import('./deploy.ts');
      return deploy(command, places, console);
    }
    case 'schema': {
      const { documentJsonSchema } = await import('@potoroo/shared/pipeline');
      console.out(`${JSON.stringify(documentJsonSchema(), null, 2)}\n`);
      return exitCodes.success;
    }
    case 'list': {
      const examples = listExamples(places.examplesDirectory);
      console.out(command.json ? `${JSON.stringify(examples)}\n` : listText(examples));
      return exitCodes.success;
    }
    case 'help':
      console.out(helpText(isInProject));
      return exitCodes.success;
  }
}
