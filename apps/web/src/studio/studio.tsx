/** The main screen: your logic above, the runtime below, the API line between them. */
import { ReactFlowProvider } from '@xyflow/react';
import { Canvas } from '../designer/canvas/canvas.tsx';
import { Inspector } from '../designer/inspector/inspector.tsx';
import { Outline } from '../designer/outline/outline.tsx';
import { Palette } from '../designer/palette/palette.tsx';
import { RuntimePane } from '../run/runtime-pane.tsx';
import { PageNotices } from '../ui/dialog.tsx';
import { Sheltered } from '../ui/sheltered.tsx';
import { ApiLine } from './api-line.tsx';
import { useLayout } from './layout-store.ts';
import { Overlays } from './overlays.tsx';
import { ProblemsPanel } from './problems-panel.tsx';
import { StatusBar } from './status-bar.tsx';
import { TopBar } from './top-bar.tsx';

export function Studio() {
  const { runtimeHeight, runtimeOpen } = useLayout();
  return (
    <ReactFlowProvider>
      <div className="studio">
        <TopBar />
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
        <StatusBar />
      </div>
      <Sheltered>
        <Overlays />
      </Sheltered>
    </ReactFlowProvider>
  );
}
