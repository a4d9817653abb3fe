/** The code of a scene as a page of text: its state computations, one after the other. Pure. */
import { flowOf, type SceneSpec } from '@potoroo/runtime/sim/stage';
import type { Texts } from './given-pipeline.ts';

type Topology = NonNullable<SceneSpec['topology']>;

/** What the compiler writes around a module says nothing to a reader. */
const wrapping = /^("use strict";|Object\.defineProperty\(exports, "__esModule".*|exports\.\w+ = void 0;)\n?/gm;

/** A module as its author would know it again. */
const readable = (code: string): string => code.replaceAll(wrapping, '').trim();

/** `texts`: of somebody's own pipeline, what its author wrote. */
export function codeText(spec: SceneSpec, texts: Texts | undefined): string {
  if (spec.topology !== undefined) return givenText(spec, spec.topology, texts);
  return flowOf(spec)
    .states.flatMap(({ name, computations }) => computations.map((code) => `// state ${name}\n${code}`))
    .join('\n\n');
}

export function moduleText({ id, code }: Topology['modules'][number], texts: Texts = {}): string {
  return texts[id] ?? readable(code);
}

function givenText({ own }: SceneSpec, { stages, modules }: Topology, texts: Texts | undefined): string {
  const last = stages.findLast((stage) => stage.kind === 'keyed')?.id;
  const states = stages.flatMap((stage) =>
    stage.kind === 'keyed'
      ? stage.inputs.map(({ module }, input) => {
          const made = modules[module];
          const isOwn = stage.id === last && input === 0 && own !== undefined;
          const text = isOwn ? readable(own.computation) : made === undefined ? '' : moduleText(made, texts);
          return `// state ${stage.name}\n${text}`;
        })
      : [],
  );
  return states.length > 0 ? states.join('\n\n') : '// This pipeline keeps no state: its records meet no object.';
}
