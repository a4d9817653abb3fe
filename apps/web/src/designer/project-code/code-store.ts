/**
 * The project's files on the Code screen. They follow the document, and the document follows them: what is typed is read
 * after a pause, and becomes the document as soon as it can be drawn. Until then it stays here, unread, and the browser
 * keeps it.
 */
import type { CodeFault, CodePlace } from '@potoroo/shared/code';
import { withLineFeeds } from '@potoroo/shared/code/line-feeds';
import type { Pipeline } from '@potoroo/shared/pipeline';
import { isSameJson } from '@potoroo/shared/pipeline';
import { create } from 'zustand';
import { announce, notify } from '../../ui/notices.tsx';
import { ask } from '../code/compiler-client.ts';
import { apply, useDocument } from '../document/document-store.ts';
import { adoptUnread, forgetUnread, keepUnread, type UnreadCode } from '../document/unread-code.ts';

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
/** The opening for which it is known whether there was unread code. */
let begun = -1;

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
    void begin(now);
  }
  if (begun !== now) return;
  const { of, standing } = useCode.getState();
  if (pipeline === null || pipeline === of) return;
  if (standing === 'same') void write(pipeline);
  else useCode.setState({ standing: 'behind' });
}

/** Code that was left unread comes back before anything is written. */
async function begin(forDocument: number): Promise<void> {
  const { project } = useDocument.getState();
  const left = project === null ? null : await adoptUnread(project);
  if (forDocument !== opened) return;
  begun = forDocument;
  if (left === null) return meet();
  giveBack(left);
  if (useCode.getState().standing === 'typed') await read();
}

function giveBack({ files, of }: UnreadCode): void {
  const { pipeline } = useDocument.getState();
  const isBeside = pipeline !== null && isSameJson(of, pipeline);
  useCode.setState({ files, of: isBeside ? pipeline : null, standing: isBeside ? 'typed' : 'behind' });
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
  settle();
  meet();
  announce('The code says what the graph says.');
}

export function typeInto(file: string, text: string): void {
  const { files: before, standing, of } = useCode.getState();
  const { project } = useDocument.getState();
  const known = before?.get(file) ?? '';
  // The editor ends every line in one character.
  const ended = withLineFeeds(known) === known ? text : text.replaceAll('\n', '\r\n');
  if (before === null || known === ended) return;
  const files = new Map([...before, [file, ended]]);
  useCode.setState({ files, standing: standing === 'behind' ? 'behind' : 'typed' });
  if (project !== null) keepUnread({ project, files, of });
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
  const { faults: before, standing } = useCode.getState();
  const wasWrong = before.length > 0;
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
  if (!isNew) return settle();
  const refused = apply({ type: 'replace', pipeline }, 'code');
  if (refused !== null) return useCode.setState({ failure: `${refused.message} ${refused.remedy}`, standing: 'typed' });
  settle();
  if (standing === 'behind')
    notify({
      tone: 'good',
      stays: true,
      message: 'The graph says what the code says, and no longer what was changed in it meanwhile.',
      remedy: 'Undo brings that back.',
    });
}

/** What was typed is in the document or given up. */
function settle(): void {
  const { project } = useDocument.getState();
  if (project !== null) forgetUnread(project);
}
