/** The files of the project: which is shown, which differ from what is compared with, which have faults. */
import type { CodeFault, CodePlace } from '@potoroo/shared/code';
import type { NodeId } from '@potoroo/shared/ids';
import { onlyNodeOf } from './code-places.ts';
import type { FileMark } from './comparison.ts';

type FileListProps = {
  readonly files: ReadonlyMap<string, string>;
  readonly marks: ReadonlyMap<string, FileMark>;
  readonly file: string;
  readonly faults: readonly CodeFault[];
  readonly over: NodeId | null;
  readonly places: readonly CodePlace[];
  readonly onChoose: (file: string) => void;
  readonly onOver: (node: NodeId | null) => void;
};

const signs: Readonly<Record<FileMark, string>> = { added: '+', removed: '−', changed: '~' };

export function FileList({ files, marks, file, faults, over, places, onChoose, onOver }: FileListProps) {
  const removed = [...marks].filter(([, mark]) => mark === 'removed').map(([name]) => name);
  return (
    <nav className="project-files" aria-label="Files of the project">
      {[...files.keys(), ...removed].map((name) => {
        const mark = marks.get(name);
        const isFaulty = faults.some((fault) => fault.file === name && fault.severity === 'error');
        return (
          <button
            key={name}
            type="button"
            aria-current={name === file}
            data-over={places.some((place) => place.file === name && place.node === over) || undefined}
            data-mark={mark}
            onClick={() => onChoose(name)}
            onPointerEnter={() => onOver(onlyNodeOf(places, name))}
            onPointerLeave={() => onOver(null)}
            onFocus={() => onOver(onlyNodeOf(places, name))}
          >
            {name}
            {mark !== undefined && (
              <>
                <span className="file-sign" aria-hidden="true">
                  {signs[mark]}
                </span>
                <span className="visually-hidden">, {mark}</span>
              </>
            )}
            {isFaulty && <span className="file-fault"> cannot be read</span>}
          </button>
        );
      })}
    </nav>
  );
}
