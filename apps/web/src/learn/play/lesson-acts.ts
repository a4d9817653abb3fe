/** What a lesson's act is on the stage as it stands: which message it is done to, and what was typed. Pure. */
import type { Act, SceneView } from '@potoroo/runtime/sim/stage';
import type { StepOf } from './lesson-schema.ts';
import { carries } from './measures.ts';

type LessonAct = StepOf<'act'>['deeds'][number]['act'];

export function actOn(scene: SceneView | undefined, act: LessonAct, input: string): Act {
  switch (act.type) {
    case 'drop':
    case 'duplicate': {
      const letter = act.type === 'duplicate' ? act.of : undefined;
      const message = scene?.messages.find(
        (each) => each.what === 'records' && each.fate === null && (letter === undefined || carries(each, letter)),
      );
      return { type: act.type, message: message?.id ?? -1 };
    }
    case 'say':
      return { type: 'say', line: act.line.replace('{input}', () => input) };
    default:
      return act;
  }
}
