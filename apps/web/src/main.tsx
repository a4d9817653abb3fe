/** Where the studio begins: theme, stores that follow each other, the first project, then everything that can wait. */
import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import '@xyflow/react/dist/base.css';
import './theme/tokens.css';
import './theme/base.css';
import './ui/ui.css';
import './designer/designer.css';
import './designer/adding/adding.css';
import './designer/arranging/arranging.css';
import './designer/outline/outline.css';
import './designer/trying/trying.css';
import './designer/projects/projects.css';
import './designer/versions/versions.css';
import './run/run.css';
import './run/tap.css';
import './run/profile.css';
import './studio/studio.css';
import './studio/narrow.css';
import { assert } from '@potoroo/shared/assert';
import { createRoot } from 'react-dom/client';
import { listenToClipboard } from './designer/clipboard/clipboard-events.ts';
import { followDocument } from './designer/canvas/flow-store.ts';
import { startChecking } from './designer/code/check-store.ts';
import { useDocument } from './designer/document/document-store.ts';
import { saveNow, startAutosave } from './designer/document/autosave.ts';
import { startKeepingDrafts } from './designer/document/draft-keeper.ts';
import { hearOfSaves } from './designer/document/saved-elsewhere.ts';
import { guardUnread } from './designer/document/unread-code.ts';
import { holdWindowName } from './designer/document/window-name.ts';
import { refreshFolders } from './designer/files/granted-folders.ts';
import { receiveLinks } from './designer/projects/shared-link-dialog.tsx';
import { openFirstProject } from './designer/projects/project-actions.ts';
import { followDeployed } from './run/deployed-document.ts';
import { followDeployment, useDeployment } from './run/deployment-store.ts';
import { followSeen } from './run/seen-store.ts';
import { followTaps } from './run/tap-store.ts';
import { followFirstSteps } from './studio/first-steps.ts';
import { followWindow } from './studio/layout-store.ts';
import { followAddress } from './studio/screen-store.ts';
import { screens } from './studio/screens.tsx';
import { listenForShortcuts } from './studio/shortcuts.ts';
import { Studio } from './studio/studio.tsx';
import { Sheltered } from './ui/sheltered.tsx';
import { showStoredTheme } from './theme/theme.ts';
import { dismissFailures } from './ui/notices.tsx';

showStoredTheme();
followAddress(screens);
followDocument();
useDocument.subscribe(({ pipeline }, before) => {
  if (pipeline !== before.pipeline) dismissFailures();
});
holdWindowName();
startKeepingDrafts();
guardUnread();
startAutosave();
hearOfSaves(saveNow);
followDeployed();
followDeployment();
followTaps();
followSeen();
useDeployment.subscribe(({ link }, before) => {
  if (link !== 'connected' || before.link === 'connected') return;
  void refreshFolders();
  void saveNow();
});
listenForShortcuts();
listenToClipboard();
followWindow();
followFirstSteps();

const root = document.getElementById('root');
assert(root !== null, 'the page has a root');
createRoot(root).render(
  <Sheltered>
    <Studio />
  </Sheltered>,
);

// Opening a project gives the page that project's address, without the fragment.
const { hash } = location;
void openFirstProject().then(() => {
  startChecking();
  receiveLinks(hash);
});
