/** Ways of taking the project along: as a zip that installs, as one file, to the clipboard, as a picture. */
import type { Pipeline } from '@potoroo/shared/pipeline';
import { useState } from 'react';
import type { Failure } from '../../link/http.ts';
import { Button } from '../../ui/button.tsx';
import { announce } from '../../ui/notices.tsx';
import { fileNameOf } from '../document/document-name.ts';
import { downloadProject } from './download-project.ts';
import { copyAs, copyText, downloadAs, downloadPng } from './take-along.ts';

type CodeActionsProps = {
  readonly pipeline: Pipeline;
  readonly files: ReadonlyMap<string, string>;
  readonly file: string;
};

/** The runtime is bundled for the first project that takes it along, which takes seconds. */
const packing = 'The project is being packed with its runtime. The download begins by itself.';

export function CodeActions({ pipeline, files, file }: CodeActionsProps) {
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isPacking, setIsPacking] = useState(false);
  const download = async (): Promise<void> => {
    setIsPacking(true);
    const done = await downloadProject(fileNameOf(pipeline).replace(/\.json$/, ''), files);
    setIsPacking(false);
    if (done.ok) announce('The project is downloaded.');
    setFailure(done.ok ? null : done.error);
  };
  return (
    <div className="project-actions">
      <Button look="primary" reason={isPacking ? packing : null} onClick={() => void download()}>
        Download as zip
      </Button>
      <Button onClick={() => void downloadAs(pipeline, 'typescript')}>Download one file</Button>
      <Button onClick={() => void copyAs(pipeline, 'typescript')}>Copy one file</Button>
      <Button onClick={() => void copyText(files.get(file) ?? '', file)}>Copy this file</Button>
      <Button onClick={() => void downloadAs(pipeline, 'svg')}>SVG</Button>
      <Button onClick={() => void downloadPng(pipeline)}>PNG</Button>
      <Button onClick={() => void copyAs(pipeline, 'mermaid')}>Copy Mermaid</Button>
      {isPacking && <p role="status">{packing}</p>}
      {failure !== null && (
        <p role="alert">
          {failure.message} {failure.remedy}
        </p>
      )}
    </div>
  );
}
