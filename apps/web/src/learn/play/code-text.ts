/** The code of a scene as a page of text: its state computations, one after the other. Pure. */
import { flowOf, type SceneSpec } from '@potoroo/runtime/sim/stage';

/** What the compiler writes around a module says nothing to a reader. */
const wrapping = /^("use strict";|Object\.defineProperty\(exports, "__esModule".*|exports\.\w+ = void 0;)\n?/gm;

/** A module as its author would know it again. */
export const readable = (code: string): string => code.replaceAll(wrapping, '').trim();

export function codeText(spec: SceneSpec): string {
  if (spec.topology !== undefined) return givenText(spec, spec.topology);
  return flowOf(spec)
    .states.flatMap(({ name, computations }) => computations.map((code) => `// state ${name}\n${code}`))
    .join('\n\n');
}

function givenText({ own }: SceneSpec, { stages, modules }: NonNullable<SceneSpec['topology']>): string {
  const last = stages.findLast((stage) => stage.kind === 'keyed')?.id;
  const states = stages.flatMap((stage) =>
    stage.kind === 'keyed'
      ? stage.inputs.map(({ module }, input) => {
          const code = stage.id === last && input === 0 && own !== undefined ? own.computation : modules[module]?.code;
          return `// state ${stage.name}\n${readable(code ?? '')}`;
        })
      : [],
  );
  return states.length > 0 ? states.join('\n\n') : '// This pipeline keeps no state: its records meet no object.';
}
