/**
 * The project's files on the Code screen. They follow the document, and the document follows them: what is typed is read
 * after a pause, and becomes the document as soon as it can be drawn. Until then it stays here, unread, and is not lost.
 */
import type { CodeFault, CodePlace } from '@potoroo/shared/code';
import { withLineFeeds } from '@potoroo/shared/code/line-feeds';
import type { Pipeline } from '@potoroo/shared/pipeline';
import { isSameJson } from '@potoroo/shared/pipeline';
import { create } from 'zustand';
import { announce } from '../../ui/notices.tsx';
import { ask } from '../code/compiler-client.ts';
import { apply, useDocument } from '../document/document-store.ts';

type CodeState = {
  /** Null until they are written for the first time. */
  readonly files: ReadonlyMap<string, string> | null;
  readonly places: readonly CodePlace[];
  /** The document that the files say. */
  readonly of: Pipeline | null;
  /** `typed`: there is text that has not become the document; `behind`: and the graph has changed meanwhile. */
  readonly standing: 'same' | 'typed' | 'behind';
  readonly faults: readonly CodeFault[];
  /** Why code that a person wrote does not stand there as they wrote it; null where it does. */
  readonly writtenAnew: string | null;
  /** Why the files could not be written or read at all. */
  readonly failure: string | null;
};

const nothing: CodeState = {
  files: null,
  places: [],
  of: null,
  standing: 'same',
  faults: [],
  writtenAnew: null,
  failure: null,
};

export const useCode = create<CodeState>(() => nothing);

const pauseMs = 350;
let timer: ReturnType<typeof setTimeout> | undefined;
let opened = -1;

/** While the screen is shown. The function ends it. */
export function followDocument(): () => void {
  meet();
  return useDocument.subscribe(meet);
}

function meet(): void {
  const { pipeline, opened: now } = useDocument.getState();
  if (now !== opened) {
    opened = now;
    clearTimeout(timer);
    useCode.setState(nothing);
  }
  const { of, standing } = useCode.getState();
  if (pipeline === null || pipeline === of) return;
  if (standing === 'same') void write(pipeline);
  else useCode.setState({ standing: 'behind' });
}

async function write(pipeline: Pipeline): Promise<void> {
  useCode.setState({ of: pipeline });
  const answer = await ask({ type: 'write', pipeline });
  const { of, standing } = useCode.getState();
  if (of !== pipeline || standing !== 'same') return;
  if (!answer.ok) return useCode.setState({ failure: `The project could not be written: ${answer.error}` });
  useCode.setState({ ...answer.value, faults: [], failure: null });
  if (pipeline.preserved !== undefined) await sayPreserved(answer.value.files);
}

/** Which lines the graph does not show, and why; the reasons in a document know no lines. */
async function sayPreserved(files: ReadonlyMap<string, string>): Promise<void> {
  const answer = await ask({ type: 'read-project', files });
  if (answer.ok && useCode.getState().files === files) useCode.setState({ faults: answer.value.faults });
}

/** What was typed and is no document is given up for what the graph says. */
export function writeAnew(): void {
  clearTimeout(timer);
  useCode.setState({ standing: 'same', of: null });
  meet();
  announce('The code says what the graph says.');
}

export function typeInto(file: string, text: string): void {
  const { files, standing } = useCode.getState();
  const known = files?.get(file) ?? '';
  // The editor ends every line in one character.
  const ended = withLineFeeds(known) === known ? text : text.replaceAll('\n', '\r\n');
  if (files === null || known === ended) return;
  useCode.setState({ files: new Map([...files, [file, ended]]), standing: standing === 'behind' ? 'behind' : 'typed' });
  clearTimeout(timer);
  timer = setTimeout(() => void read(), pauseMs);
}

/** What is typed meanwhile is read after its own pause. */
async function read(): Promise<void> {
  const { files } = useCode.getState();
  if (files === null) return;
  const forDocument = opened;
  const answer = await ask({ type: 'read-project', files });
  if (useCode.getState().files !== files || forDocument !== opened) return;
  if (!answer.ok) return useCode.setState({ failure: `The code could not be read: ${answer.error}` });
  const { pipeline, faults, places } = answer.value;
  const wasWrong = useCode.getState().faults.length > 0;
  if (pipeline === null) {
    useCode.setState({ faults, failure: null });
    return;
  }
  if (wasWrong && faults.length === 0) announce('The code can be read, and the graph follows it.');
  // Known before it is the document: then there is nothing to write anew.
  const present = useDocument.getState().pipeline;
  const isNew = !isSameJson(present, pipeline);
  useCode.setState({
    faults,
    places,
    writtenAnew: null,
    failure: null,
    standing: 'same',
    of: isNew ? pipeline : present,
  });
  if (!isNew) return;
  const refused = apply({ type: 'replace', pipeline }, 'code');
  if (refused !== null) useCode.setState({ failure: `${refused.message} ${refused.remedy}`, standing: 'typed' });
}
