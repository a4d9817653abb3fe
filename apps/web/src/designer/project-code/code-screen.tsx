/** The Code screen: the pipeline as the TypeScript project that it is. Graph, files and code, each showing where the others are. */
import type { CodeFault, CodePlace } from '@potoroo/shared/code';
import { withLineFeeds } from '@potoroo/shared/code/line-feeds';
import type { NodeId } from '@potoroo/shared/ids';
import { diffPipelines, type Pipeline } from '@potoroo/shared/pipeline';
import { useEffect, useMemo, useState } from 'react';
import { Button, IconButton } from '../../ui/button.tsx';
import { ChoiceField } from '../../ui/field.tsx';
import { later } from '../../ui/later.tsx';
import { redoAloud, undoAloud } from '../canvas/canvas-actions.ts';
import { useDocument } from '../document/document-store.ts';
import { drawingOf, drawingOfDifference } from '../drawing/drawing.ts';
import { PipelineDrawing } from '../drawing/pipeline-drawing.tsx';
import { CodeActions } from './code-actions.tsx';
import { followDocument, typeInto, useCode, writeAnew } from './code-store.ts';
import { type Comparison, fileMarks, noComparison, useComparison, useComparisonChoices } from './comparison.ts';
import { descriptionFile, fileOfNode, isWritten, nodeAt, onlyNodeOf } from './code-places.ts';
import { FileList } from './file-list.tsx';
import { outOfSight } from './out-of-sight.ts';
import './project-code.css';

/** With it comes the editor, which no other part of the first screen needs. */
const CodeView = later(() => import('./code-view.tsx').then((module) => module.CodeView));

export function CodeScreen() {
  const pipeline = useDocument((state) => state.pipeline);
  const { files, failure } = useCode();
  useEffect(followDocument, []);
  if (pipeline === null) return <p className="screen-waiting">Open a project to see its code.</p>;
  return (
    <section className="project-code" aria-label="Code">
      {files === null ? (
        <p className="quiet" role={failure === null ? undefined : 'alert'}>
          {failure ?? 'Writing the project…'}
        </p>
      ) : (
        <Project pipeline={pipeline} files={files} />
      )}
    </section>
  );
}

type ProjectProps = { readonly pipeline: Pipeline; readonly files: ReadonlyMap<string, string> };

function Project({ pipeline, files }: ProjectProps) {
  const { places, faults: found } = useCode();
  const faults = useMemo(() => [...found, ...outOfSight(pipeline.preserved ?? [], files)], [found, pipeline, files]);
  const [chosen, setChosen] = useState(descriptionFile);
  const [over, setOver] = useState<NodeId | null>(null);
  const [sought, setSought] = useState<{ readonly file: string; readonly line: number } | null>(null);
  const [against, setAgainst] = useState(noComparison);
  const choices = useComparisonChoices();
  const compared = useComparison(against);
  const comparison = typeof compared === 'string' ? null : compared;
  const file = files.has(chosen) || comparison?.files.has(chosen) === true ? chosen : descriptionFile;
  const inFile = places.filter((place) => place.file === file);
  const marks = useMemo(() => fileMarks(files, comparison?.files ?? files), [files, comparison]);
  const onType = isWritten(file) && files.has(file) ? (text: string) => typeInto(file, text) : null;
  return (
    <>
      <div className="project-side">
        <Graph
          pipeline={pipeline}
          comparison={comparison}
          over={over}
          onOver={setOver}
          onChoose={(node) => {
            setOver(node);
            setChosen(fileOfNode(places, node));
          }}
        />
        <FileList
          files={files}
          marks={marks}
          file={file}
          faults={faults}
          over={over}
          places={places}
          onChoose={setChosen}
          onOver={setOver}
        />
        <CodeActions pipeline={pipeline} files={files} file={file} />
      </div>
      <div className="project-main">
        <div className="project-bar">
          <IconButton icon="undo" label="Undo" onClick={undoAloud} />
          <IconButton icon="redo" label="Redo" onClick={redoAloud} />
          <GoTo
            pipeline={pipeline}
            places={places}
            onGo={(node) => {
              setOver(node);
              setChosen(fileOfNode(places, node));
            }}
          />
          <ChoiceField label="Compare with" value={against} choices={choices} onChange={setAgainst} />
          {typeof compared === 'string' && <p role="alert">{compared}</p>}
          <Standing faults={faults} />
        </div>
        <CodeView
          waiting={<p className="quiet">Loading the editor…</p>}
          text={withLineFeeds(files.get(file) ?? '')}
          label={`Code of ${file}`}
          lit={inFile.find(({ node }) => node === over) ?? (sought?.file === file ? linesOf(sought.line) : null)}
          faults={faults.filter((fault) => fault.file === file)}
          before={comparison === null ? null : withLineFeeds(comparison.files.get(file) ?? '')}
          onType={onType}
          onLine={(line) => setOver(line === null ? null : (nodeAt(inFile, line) ?? onlyNodeOf(places, file)))}
        />
        <Faults
          faults={faults}
          onChoose={(faulty, line) => {
            setOver(null);
            setChosen(faulty);
            setSought(line === null ? null : { file: faulty, line });
          }}
        />
      </div>
    </>
  );
}

const linesOf = (line: number) => ({ fromLine: line, toLine: line });

type GraphProps = {
  readonly pipeline: Pipeline;
  readonly comparison: Comparison | null;
  readonly over: NodeId | null;
  readonly onOver: (node: NodeId | null) => void;
  readonly onChoose: (node: NodeId) => void;
};

function Graph({ pipeline, comparison, over, onOver, onChoose }: GraphProps) {
  const drawing = useMemo(
    () =>
      comparison === null
        ? drawingOf(pipeline)
        : drawingOfDifference(pipeline, comparison.before, diffPipelines(comparison.before, pipeline)),
    [pipeline, comparison],
  );
  const nodeOf = (key: string | null): NodeId | null => pipeline.nodes.find(({ id }) => id === key)?.id ?? null;
  return (
    <div className="project-graph">
      <PipelineDrawing
        drawing={drawing}
        label={`The graph of ${pipeline.name || 'the pipeline'}${comparison === null ? '' : ', changes marked'}`}
        hasNames
        over={over}
        onOver={(key) => onOver(nodeOf(key))}
        onChoose={(key) => {
          const node = nodeOf(key);
          if (node !== null) onChoose(node);
        }}
      />
    </div>
  );
}

type GoToProps = {
  readonly pipeline: Pipeline;
  readonly places: readonly CodePlace[];
  readonly onGo: (node: NodeId) => void;
};

/** The way from a node to its code without a pointer. */
function GoTo({ pipeline, places, onGo }: GoToProps) {
  const nodes = pipeline.nodes.filter(({ id }) => places.some(({ node }) => node === id));
  const choices = [
    { value: '', label: 'a node' },
    ...nodes.map(({ id, name }) => ({ value: id as string, label: name.trim() === '' ? id : name })),
  ];
  const go = (value: string): void => {
    const node = nodes.find(({ id }) => id === value);
    if (node !== undefined) onGo(node.id);
  };
  return <ChoiceField label="Go to" value="" choices={choices} onChange={go} />;
}

/** How code and graph stand to each other. */
function Standing({ faults }: { readonly faults: readonly CodeFault[] }) {
  const { standing, failure, writtenAnew } = useCode();
  const isWrong = faults.some(({ severity }) => severity === 'error');
  if (failure !== null) return <p role="alert">{failure}</p>;
  if (standing === 'same' && writtenAnew !== null)
    return (
      <p className="project-standing" role="status">
        The code is written anew: {writtenAnew} Undo brings back what you wrote.
      </p>
    );
  if (standing === 'same')
    return (
      <p className="quiet project-standing">
        {faults.length === 0
          ? 'Code and graph say the same.'
          : 'The graph shows the code but for what is named below it.'}
      </p>
    );
  return (
    <>
      <p className="project-standing" role="status">
        {standing === 'behind'
          ? 'The graph has changed since, and this text is not in it. Once it can be read, it takes the place of those changes.'
          : isWrong
            ? 'The graph stays as it was until the code can be read.'
            : 'Reading…'}
      </p>
      {(standing === 'behind' || isWrong) && <Button onClick={writeAnew}>Write the code anew</Button>}
    </>
  );
}

type FaultsProps = {
  readonly faults: readonly CodeFault[];
  readonly onChoose: (file: string, line: number | null) => void;
};

function Faults({ faults, onChoose }: FaultsProps) {
  if (faults.length === 0) return null;
  return (
    <ul className="project-faults" aria-label="What the graph cannot show">
      {faults.map(({ file, line, severity, message, remedy }, index) => (
        // They are told anew each time: their number is what they are.
        <li key={index} data-severity={severity}>
          <button type="button" className="link-button mono" onClick={() => onChoose(file, line)}>
            {file}
            {line === null ? '' : `:${line}`}
          </button>{' '}
          {message} <span className="quiet">{remedy}</span>
        </li>
      ))}
    </ul>
  );
}
