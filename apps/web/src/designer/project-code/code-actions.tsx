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

export function CodeActions({ pipeline, files, file }: CodeActionsProps) {
  const [failure, setFailure] = useState<Failure | null>(null);
  const download = async (): Promise<void> => {
    const done = await downloadProject(fileNameOf(pipeline).replace(/\.json$/, ''), files);
    if (done.ok) announce('The project is downloaded.');
    setFailure(done.ok ? null : done.error);
  };
  return (
    <div className="project-actions">
      <Button look="primary" onClick={() => void download()}>
        Download as zip
      </Button>
      <Button onClick={() => void downloadAs(pipeline, 'typescript')}>Download one file</Button>
      <Button onClick={() => void copyAs(pipeline, 'typescript')}>Copy one file</Button>
      <Button onClick={() => void copyText(files.get(file) ?? '', file)}>Copy this file</Button>
      <Button onClick={() => void downloadAs(pipeline, 'svg')}>SVG</Button>
      <Button onClick={() => void downloadPng(pipeline)}>PNG</Button>
      <Button onClick={() => void copyAs(pipeline, 'mermaid')}>Copy Mermaid</Button>
      {failure !== null && (
        <p role="alert">
          {failure.message} {failure.remedy}
        </p>
      )}
    </div>
  );
}
