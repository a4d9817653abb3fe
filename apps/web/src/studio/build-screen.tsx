/** Build & run: your logic above, the runtime below, the API line between them. */
import { Canvas } from '../designer/canvas/canvas.tsx';
import { Inspector } from '../designer/inspector/inspector.tsx';
import { Outline } from '../designer/outline/outline.tsx';
import { Palette } from '../designer/palette/palette.tsx';
import { RuntimePane } from '../run/runtime-pane.tsx';
import { PageNotices } from '../ui/dialog.tsx';
import { Sheltered } from '../ui/sheltered.tsx';
import { ApiLine } from './api-line.tsx';
import { useLayout } from './layout-store.ts';
import { ProblemsPanel } from './problems-panel.tsx';

export function BuildScreen() {
  const { runtimeHeight, runtimeOpen } = useLayout();
  return (
    <>
      <Palette />
      <main
        className="layers"
        style={{ gridTemplateRows: `minmax(140px, 1fr) auto ${runtimeOpen ? `minmax(0, ${runtimeHeight}px)` : '0'}` }}
      >
        <div className="upper-layer">
          <Sheltered>
            <Canvas />
            <Outline />
          </Sheltered>
          <ProblemsPanel />
          <PageNotices />
        </div>
        <ApiLine />
        <Sheltered>{runtimeOpen ? <RuntimePane /> : null}</Sheltered>
      </main>
      <Sheltered>
        <Inspector />
      </Sheltered>
    </>
  );
}
