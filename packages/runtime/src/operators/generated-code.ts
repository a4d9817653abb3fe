/**
 * The code that is generated for a topology, as text for a person: codecs by layout and by the shape of lines, and the functions that
 * are made anew for each use, a text for each maker. What stands between stages is told by the core (`core/link-code.ts`).
 */
import {
  expectedLineShape,
  layoutDecoderCode,
  layoutEncoderCode,
  lazyCheckedCode,
  lazyClassCode,
  lineClassCode,
  lineScanCode,
  lineWholeCode,
} from '@potoroo/shared/record-layout';
import type { SinkStage, SourceStage, Stage, Topology } from '@potoroo/shared/topology';
import { takeMakerOf } from './byte-source.ts';
import { keyStepOf, makeTakeLayout } from './layout-intake.ts';
import type { Maker } from './chain.ts';
import { stepMakers } from './chain.ts';
import { applyMaker } from './keyed.ts';

export function generatedCode({ stages }: Topology): string {
  const parts = stages.flatMap(partsOf);
  const made = [...new Set(stages.flatMap(makersOf))].map((make) =>
    section(`made anew for each use: ${make.name}`, make.toString()),
  );
  return [...parts, ...made].join('\n');
}

const section = (title: string, code: string): string => `// ${title}\n${code}\n`;

function partsOf(stage: Stage): readonly string[] {
  if (stage.kind === 'source') return sourceParts(stage);
  return stage.kind === 'sink' ? sinkParts(stage) : [];
}

function sourceParts({ id, node, recordLayout, lazy, shape, connector }: SourceStage): readonly string[] {
  const title = `stage ${id}, ${node}:`;
  if (connector.type === 'generator') return [];
  if (recordLayout !== undefined)
    return lazy === true
      ? [
          section(`${title} a record of its layout that stays bytes`, lazyClassCode(recordLayout)),
          section(`${title} checks the bytes of a record and points at them`, lazyCheckedCode(recordLayout)),
        ]
      : [section(`${title} decodes a record of its layout`, layoutDecoderCode(recordLayout))];
  const line = connector.format === 'ndjson' ? expectedLineShape(shape) : null;
  if (line === null) return [];
  const [stays, fields] =
    lazy === true ? ['that stays bytes', lineClassCode(line)] : ['as a record', lineWholeCode(line)];
  return [
    section(`${title} a line ${stays}, if lines are as their type says`, fields),
    section(`${title} finds where its fields lie`, lineScanCode(line)),
  ];
}

const sinkParts = ({ id, node, recordLayout }: SinkStage): readonly string[] =>
  recordLayout === undefined
    ? []
    : [section(`stage ${id}, ${node}: encodes a record`, layoutEncoderCode(recordLayout))];

function makersOf(stage: Stage): readonly Maker[] {
  const steps = stage.steps.flatMap((step) => stepMakers[step.type]);
  if (stage.kind === 'keyed') return [applyMaker, ...stepMakers.results, ...steps];
  if (stage.kind === 'sink' || stage.connector.type === 'generator') return steps;
  const short = keyStepOf(stage) === null ? [] : [makeTakeLayout];
  return [...short, takeMakerOf(stage.connector.format), ...steps];
}
