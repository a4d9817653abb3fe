/** The dialogs that stand above the studio: one that was asked for, and those that have to ask. */
import { ConflictDialog } from '../designer/projects/conflict-dialog.tsx';
import { FileDrop } from '../designer/projects/file-drop.tsx';
import { ProjectsDialog } from '../designer/projects/projects-dialog.tsx';
import { RefusedDocumentDialog } from '../designer/projects/refused-document.tsx';
import { SharedLinkDialog } from '../designer/projects/shared-link-dialog.tsx';
import { VersionsDialog } from '../designer/versions/versions-dialog.tsx';
import { KillDialog } from '../run/kill-dialog.tsx';
import { DisturbDialog } from '../run/disturb-dialog.tsx';
import { DeployDialog } from '../run/deploy-dialog.tsx';
import { CommandPalette } from './command-palette.tsx';
import { FirstStepsDialog } from './first-steps.tsx';
import { showOverlay, useLayout } from './layout-store.ts';
import { ShortcutsDialog } from './shortcuts-dialog.tsx';

export const Overlays = () => (
  <>
    <AskedFor />
    <ConflictDialog />
    <SharedLinkDialog />
    <RefusedDocumentDialog />
    <KillDialog />
    <DisturbDialog />
    <FileDrop />
  </>
);

function AskedFor() {
  const overlay = useLayout((state) => state.overlay);
  switch (overlay) {
    case 'none':
      return null;
    case 'projects':
      return <ProjectsDialog onClose={close} />;
    case 'versions':
      return <VersionsDialog onClose={close} />;
    case 'palette':
      return <CommandPalette key="palette" onlySearch={false} onClose={close} />;
    case 'search':
      return <CommandPalette key="search" onlySearch onClose={close} />;
    case 'shortcuts':
      return <ShortcutsDialog onClose={close} />;
    case 'deploy':
      return <DeployDialog onClose={close} />;
    case 'first-steps':
      return <FirstStepsDialog onClose={close} />;
  }
}

const close = (): void => showOverlay('none');
