/** All code that is generated for a topology, as text for a person: that of its stages, then that between them. */
import type { SourceStage, Topology } from '@potoroo/shared/topology';
import { linkCode } from '../../core/index.ts';
import { generatedCode as stageCode, keyStepOf } from '../../operators/index.ts';

export function generatedCode(topology: Topology): string {
  const between = linkCode(topology, (stage: SourceStage) => keyStepOf(stage));
  return [stageCode(topology), ...between.map(({ title, code }) => `// ${title}\n${code}\n`)].join('\n');
}
