/** The top bar: where you are, the screens, what the run is doing, and the theme. */
import { limits } from '@potoroo/shared/limits';
import { keysText } from '../commands/keys.ts';
import { apply, useDocument } from '../designer/document/document-store.ts';
import { useProject } from '../designer/document/project-store.ts';
import { RunControls } from '../run/run-controls.tsx';
import { ThemeToggle } from '../theme/theme-toggle.tsx';
import { IconButton } from '../ui/button.tsx';
import { isMac } from '../ui/platform.ts';
import { showOverlay } from './layout-store.ts';
import { ScreenTabs } from './screen-tabs.tsx';

export function TopBar() {
  return (
    <header className="top-bar">
      <h1 className="logo">
        poto<i>roo</i>
      </h1>
      <nav className="crumbs" aria-label="Project">
        <button type="button" className="crumb-button" aria-haspopup="dialog" onClick={() => showOverlay('projects')}>
          Projects
        </button>
        <span aria-hidden="true">/</span>
        <ProjectName />
        <HistoryButton />
      </nav>
      <ScreenTabs />
      <span className="spacer" />
      <PaletteButton />
      <RunControls />
      <ThemeToggle />
    </header>
  );
}

/** Where the palette is, for those who do not know its keys. */
const PaletteButton = () => (
  <IconButton
    icon="search"
    label={`Commands and search (${keysText('Mod+K', isMac)})`}
    onClick={() => showOverlay('palette')}
  />
);

function HistoryButton() {
  const hasProject = useProject(({ id }) => id !== null);
  if (!hasProject) return null;
  return <IconButton icon="history" label="History of versions" onClick={() => showOverlay('versions')} />;
}

function ProjectName() {
  const name = useDocument(({ pipeline }) => pipeline?.name ?? null);
  const isOpening = useProject(({ beginning }) => beginning.phase === 'underway');
  if (name === null) return <span className="crumb-none">{isOpening ? 'opening…' : 'none open'}</span>;
  return (
    <span className="project-name">
      <span className="project-name-size" aria-hidden="true">
        {name || 'Untitled'}
      </span>
      <input
        type="text"
        aria-label="Name of the project"
        size={1}
        value={name}
        maxLength={limits.nameCharsMax}
        placeholder="Untitled"
        spellCheck={false}
        onChange={(event) => apply({ type: 'set-name', name: event.target.value }, 'name of the pipeline')}
        onKeyDown={(event) => {
          if (event.key === 'Enter' || event.key === 'Escape') event.currentTarget.blur();
        }}
      />
    </span>
  );
}
