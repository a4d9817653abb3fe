/** The pipeline as the TypeScript project that it is: graph, files and code, each showing where the others are. */
import type { CodePlace, ProjectCode } from '@potoroo/shared/code';
import type { NodeId } from '@potoroo/shared/ids';
import type { Pipeline } from '@potoroo/shared/pipeline';
import type { Result } from '@potoroo/shared/result';
import { useEffect, useState } from 'react';
import type { Failure } from '../../link/http.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { later } from '../../ui/later.tsx';
import { announce } from '../../ui/notices.tsx';
import { ask } from '../code/compiler-client.ts';
import { fileNameOf } from '../document/document-name.ts';
import { useDocument } from '../document/document-store.ts';
import { drawingOf } from '../drawing/drawing.ts';
import { PipelineDrawing } from '../drawing/pipeline-drawing.tsx';
import { downloadProject } from './download-project.ts';

/** With it comes the editor, which no other part of the first screen needs. */
const CodeView = later(() => import('./code-view.tsx').then((module) => module.CodeView));

const descriptionFile = 'pipeline.ts';

export function CodeDialog({ onClose }: { readonly onClose: () => void }) {
  const pipeline = useDocument((state) => state.pipeline);
  const [written, setWritten] = useState<Result<ProjectCode, string> | null>(null);
  useEffect(() => {
    let isWanted = true;
    if (pipeline !== null)
      void ask({ type: 'write', pipeline }).then((answer) => {
        if (isWanted) setWritten(answer);
      });
    return () => {
      isWanted = false;
    };
  }, [pipeline]);
  if (pipeline === null) return null;
  return (
    <Dialog
      title="TypeScript project"
      description="What you drew, as code that installs, runs and is tested without the studio."
      size="large"
      onClose={onClose}
    >
      <div className="dialog-body project-code">
        {written === null && <p className="quiet">Writing the project…</p>}
        {written?.ok === false && <p role="alert">The project could not be written: {written.error}</p>}
        {written?.ok === true && <Project pipeline={pipeline} code={written.value} />}
      </div>
    </Dialog>
  );
}

type ProjectProps = { readonly pipeline: Pipeline; readonly code: ProjectCode };

function Project({ pipeline, code: { files, places } }: ProjectProps) {
  const [chosen, setChosen] = useState(descriptionFile);
  const [over, setOver] = useState<NodeId | null>(null);
  const file = files.has(chosen) ? chosen : descriptionFile;
  const text = files.get(file) ?? '';
  const inFile = places.filter((place) => place.file === file);
  return (
    <>
      <div className="project-side">
        <div className="project-graph">
          <PipelineDrawing
            drawing={drawingOf(pipeline)}
            label={`The graph of ${pipeline.name || 'the pipeline'}`}
            hasNames
            over={over}
            onOver={(key) => setOver(pipeline.nodes.find(({ id }) => id === key)?.id ?? null)}
            onChoose={(key) => setChosen(fileOfNode(places, key))}
          />
        </div>
        <nav className="project-files" aria-label="Files of the project">
          {[...files.keys()].map((name) => (
            <button
              key={name}
              type="button"
              aria-current={name === file}
              data-over={places.some((place) => place.file === name && place.node === over) || undefined}
              onClick={() => setChosen(name)}
              onPointerEnter={() => setOver(onlyNodeOf(places, name))}
              onPointerLeave={() => setOver(null)}
              onFocus={() => setOver(onlyNodeOf(places, name))}
            >
              {name}
            </button>
          ))}
        </nav>
        <Actions pipeline={pipeline} files={files} file={file} />
      </div>
      <CodeView
        waiting={<p className="quiet">Loading the editor…</p>}
        text={text}
        label={`Code of ${file}`}
        lit={inFile.find(({ node }) => node === over) ?? null}
        onLine={(line) => setOver(line === null ? null : nodeAt(inFile, line))}
      />
    </>
  );
}

type ActionsProps = { readonly pipeline: Pipeline; readonly files: ProjectCode['files']; readonly file: string };

function Actions({ pipeline, files, file }: ActionsProps) {
  const [failure, setFailure] = useState<Failure | null>(null);
  const download = async (): Promise<void> => {
    const done = await downloadProject(fileNameOf(pipeline).replace(/\.json$/, ''), files);
    if (done.ok) announce('The project is downloaded.');
    setFailure(done.ok ? null : done.error);
  };
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(files.get(file) ?? '');
    announce(`${file} is copied.`);
  };
  return (
    <div className="project-actions">
      <Button look="primary" onClick={() => void download()}>
        Download as zip
      </Button>
      <Button onClick={() => void copy()}>Copy this file</Button>
      {failure !== null && (
        <p role="alert">
          {failure.message} {failure.remedy}
        </p>
      )}
    </div>
  );
}

/** The module of a node where it has one of its own, else the description. */
const fileOfNode = (places: readonly CodePlace[], node: string): string =>
  places.find((place) => place.node === node && place.file !== descriptionFile)?.file ?? descriptionFile;

const onlyNodeOf = (places: readonly CodePlace[], file: string): NodeId | null =>
  file === descriptionFile ? null : (places.find((place) => place.file === file)?.node ?? null);

const nodeAt = (places: readonly CodePlace[], line: number): NodeId | null =>
  places.find(({ fromLine, toLine }) => fromLine <= line && line <= toLine)?.node ?? null;
