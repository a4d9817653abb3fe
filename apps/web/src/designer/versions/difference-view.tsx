/** What differs between two versions: the graph with what was added, removed and changed marked, then every change in words and code. */
import { diffPipelines, isEmptyDiff, type Pipeline, type PipelineDiff } from '@potoroo/shared/pipeline';
import { useMemo } from 'react';
import { later } from '../../ui/later.tsx';
import { counted } from '../../ui/numbers.ts';
import { drawingOfDifference, type Mark } from '../drawing/drawing.ts';
import { PipelineDrawing } from '../drawing/pipeline-drawing.tsx';
import { type CodeDifference, type DifferenceRow, differenceRows } from './difference-rows.ts';

const CodeDifferenceView = later(() => import('./code-difference.tsx').then((module) => module.CodeDifferenceView));

const signs: Readonly<Record<Mark, { readonly sign: string; readonly word: string }>> = {
  added: { sign: '+', word: 'Added' },
  removed: { sign: '−', word: 'Removed' },
  changed: { sign: '~', word: 'Changed' },
  moved: { sign: '↔', word: 'Moved' },
};

type DifferenceProps = {
  readonly before: Pipeline;
  readonly after: Pipeline;
  /** A part of the difference, where only that matters. */
  readonly diff?: PipelineDiff;
  /** Said where nothing differs. */
  readonly none?: string;
};

export function DifferenceView({ before, after, diff: part, none = 'Nothing differs.' }: DifferenceProps) {
  const diff = useMemo(() => part ?? diffPipelines(before, after), [before, after, part]);
  const rows = useMemo(() => differenceRows({ before, after, diff }), [before, after, diff]);
  const drawing = useMemo(() => drawingOfDifference(after, before, diff), [before, after, diff]);
  if (isEmptyDiff(diff)) return <p className="quiet">{none}</p>;
  return (
    <div className="difference">
      <div className="difference-drawing">
        <PipelineDrawing drawing={drawing} label={`The graph with ${counted(rows.length, 'change')} marked`} hasNames />
      </div>
      <ul className="difference-rows" aria-label="Changes">
        {rows.map((row) => (
          <Row key={row.key} row={row} />
        ))}
      </ul>
    </div>
  );
}

function Row({ row: { mark, title, detail, code } }: { readonly row: DifferenceRow }) {
  return (
    <li className="difference-row">
      <span className="difference-sign" data-mark={mark} aria-hidden="true">
        {signs[mark].sign}
      </span>
      <p>
        <span className="visually-hidden">{signs[mark].word}: </span>
        <b>{title}</b> <span>{detail}</span>
      </p>
      {code.map((each) => (
        <Code key={each.title} code={each} of={title} />
      ))}
    </li>
  );
}

const Code = ({ code, of }: { readonly code: CodeDifference; readonly of: string }) => (
  <div className="difference-code">
    <h4 className="section-title">{code.title}</h4>
    <CodeDifferenceView
      waiting={<pre className="code-waiting mono">{code.after}</pre>}
      code={code}
      label={`${code.title} of ${of}, before and after`}
    />
  </div>
);
