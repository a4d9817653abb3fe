/** The Web Worker that holds TypeScript: checks documents and answers what may stand at a place, off the screen's thread. */
import { compileForEditor, trialOf } from '@potoroo/shared/compile';
import { exportFile, filesOf, importProject, mermaidOf, projectCode, readProject, svgOf } from '@potoroo/shared/code';
import { createLanguage, type Language } from '@potoroo/shared/compile/language';
import type { Pipeline } from '@potoroo/shared/pipeline';
import type { Answers, CheckAnswer, CompilerQuestion, Numbered, WorkerAnswer } from './compiler-protocol.ts';
import { libraries } from './libraries.ts';

addEventListener('message', (event: MessageEvent<Numbered<CompilerQuestion>>) => {
  postMessage(answerTo(event.data));
});

function answerTo(question: Numbered<CompilerQuestion>): WorkerAnswer {
  const { number } = question;
  try {
    return { number, ok: true, value: valueFor(question) };
  } catch (cause) {
    return { number, ok: false, reason: cause instanceof Error ? cause.message : String(cause) };
  }
}

function valueFor(question: CompilerQuestion): Answers[keyof Answers] {
  switch (question.type) {
    case 'check':
      return check(question.pipeline);
    case 'trial':
      return trialOf(question.pipeline, question.node);
    case 'topology': {
      const { topology, diagnostics } = compileForEditor(question.pipeline, libraries);
      const fault = diagnostics.find(({ severity }) => severity === 'error') ?? diagnostics[0] ?? null;
      return { topology, fault };
    }
    case 'write':
      return projectCode(question.pipeline);
    case 'write-file':
      return writers[question.as](question.pipeline);
    case 'read-project':
      return readProject(question.files);
    case 'read':
      return importProject(filesOf(question.files), question.entry);
    case 'complete':
      return language().completions(
        question.pipeline,
        { ...question.place, offset: question.offset },
        question.records,
      );
    case 'detail':
      return language().completionDetail(
        question.pipeline,
        { ...question.place, offset: question.offset },
        question.label,
      );
    case 'hover':
      return language().hover(question.pipeline, { ...question.place, offset: question.offset });
  }
}

const writers = { typescript: exportFile, svg: svgOf, mermaid: mermaidOf };

let service: Language | null = null;
const language = (): Language => (service ??= createLanguage(libraries));

function check(pipeline: Pipeline): CheckAnswer {
  const { diagnostics, edgeTypes, ports } = compileForEditor(pipeline, libraries);
  return {
    diagnostics,
    edgeTypes: Object.fromEntries(edgeTypes),
    ports: {
      outputs: Object.fromEntries(ports.outputs),
      inputs: Object.fromEntries(ports.inputs),
      misfits: Object.fromEntries(ports.misfits),
    },
  };
}
