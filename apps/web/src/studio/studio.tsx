/** The main screen: your logic above, the runtime below, the API line between them. */
import { ReactFlowProvider } from '@xyflow/react';
import { Canvas } from '../designer/canvas/canvas.tsx';
import { Inspector } from '../designer/inspector/inspector.tsx';
import { Outline } from '../designer/outline/outline.tsx';
import { Palette } from '../designer/palette/palette.tsx';
import { ConflictDialog } from '../designer/projects/conflict-dialog.tsx';
import { FileDrop } from '../designer/projects/file-drop.tsx';
import { ProjectsDialog } from '../designer/projects/projects-dialog.tsx';
import { RefusedDocumentDialog } from '../designer/projects/refused-document.tsx';
import { SharedLinkDialog } from '../designer/projects/shared-link-dialog.tsx';
import { VersionsDialog } from '../designer/versions/versions-dialog.tsx';
import { DeployDialog } from '../run/deploy-dialog.tsx';
import { RuntimePane } from '../run/runtime-pane.tsx';
import { NoticeStack } from '../ui/notices.tsx';
import { ApiLine } from './api-line.tsx';
import { showOverlay, useLayout } from './layout-store.ts';
import { CommandPalette } from './command-palette.tsx';
import { ProblemsPanel } from './problems-panel.tsx';
import { ShortcutsDialog } from './shortcuts-dialog.tsx';
import { StatusBar } from './status-bar.tsx';
import { TopBar } from './top-bar.tsx';

export function Studio() {
  const { runtimeHeight, runtimeOpen, overlay } = useLayout();
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
            <Canvas />
            <Outline />
            <ProblemsPanel />
            <NoticeStack />
          </div>
          <ApiLine />
          {runtimeOpen ? <RuntimePane /> : null}
        </main>
        <Inspector />
        <StatusBar />
      </div>
      {overlay === 'projects' && <ProjectsDialog onClose={closeOverlay} />}
      {(overlay === 'palette' || overlay === 'search') && (
        <CommandPalette key={overlay} onlySearch={overlay === 'search'} onClose={closeOverlay} />
      )}
      {overlay === 'shortcuts' && <ShortcutsDialog onClose={closeOverlay} />}
      {overlay === 'deploy' && <DeployDialog onClose={closeOverlay} />}
      {overlay === 'versions' && <VersionsDialog onClose={closeOverlay} />}
      <ConflictDialog />
      <SharedLinkDialog />
      <RefusedDocumentDialog />
      <FileDrop />
    </ReactFlowProvider>
  );
}

const closeOverlay = (): void => showOverlay('none');
