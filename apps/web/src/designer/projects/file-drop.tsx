/** A file that is dragged onto the studio, anywhere: says what letting go will do, and opens it. */
import { useEffect, useState } from 'react';
import { importFiles } from './file-transfer.ts';

export function FileDrop() {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const over = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(true);
    };
    // Leaving a child for another element says where it goes; leaving the window says nothing.
    const leave = (event: DragEvent) => setOver((isStill) => isStill && event.relatedTarget !== null);
    const drop = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(false);
      void importFiles([...(event.dataTransfer?.files ?? [])]);
    };
    addEventListener('dragover', over);
    addEventListener('dragleave', leave);
    addEventListener('drop', drop);
    return () => {
      removeEventListener('dragover', over);
      removeEventListener('dragleave', leave);
      removeEventListener('drop', drop);
    };
  }, []);
  return isOver ? (
    <div className="file-drop">
      <p>Let go to open the file as a project</p>
    </div>
  ) : null;
}

const hasFiles = ({ dataTransfer }: DragEvent): boolean => dataTransfer?.types.includes('Files') ?? false;
