/** The frame: the top bar with its tabs, the screen that is shown, the status bar, and the dialogs above them. */
import { ReactFlowProvider } from '@xyflow/react';
import { PageNotices } from '../ui/dialog.tsx';
import { Sheltered } from '../ui/sheltered.tsx';
import { BuildScreen } from './build-screen.tsx';
import { Overlays } from './overlays.tsx';
import { ProblemsPanel } from './problems-panel.tsx';
import { useScreen } from './screen-store.ts';
import { screens } from './screens.tsx';
import { StatusBar } from './status-bar.tsx';
import { TopBar } from './top-bar.tsx';

export const Studio = () => (
  <ReactFlowProvider>
    <div className="studio">
      <TopBar />
      <ShownScreen />
      <StatusBar />
    </div>
    <Sheltered>
      <Overlays />
    </Sheltered>
  </ReactFlowProvider>
);

function ShownScreen() {
  const shown = useScreen(({ screen }) => screen);
  const Body = screens.find(({ id }) => id === shown)?.Body ?? null;
  if (Body === null) return <BuildScreen />;
  return (
    <main className="screen">
      <Body key={shown} waiting={<p className="screen-waiting">Loading</p>} />
      <ProblemsPanel />
      <PageNotices />
    </main>
  );
}
