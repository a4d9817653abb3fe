/** What can be commanded of the studio as a whole: projects, history, panels, the run and help. */
import type { Pipeline } from '@potoroo/shared/pipeline';
import { always, type Command } from '../commands/command.ts';
import { saveNow } from '../designer/document/autosave.ts';
import { useDocument } from '../designer/document/document-store.ts';
import { useProject } from '../designer/document/project-store.ts';
import { exportFile } from '../designer/projects/file-transfer.ts';
import { startEmpty } from '../designer/projects/project-actions.ts';
import { copyLinkTo } from '../designer/projects/shared-link-dialog.tsx';
import { deployObstacleNow } from '../run/deploy-changes.ts';
import { run, stop, useDeployment } from '../run/deployment-store.ts';
import { runObstacleNow } from '../run/run-obstacle.ts';
import { runStateOf } from '../run/run-state.ts';
import { nextTheme } from '../theme/theme.ts';
import { announce } from '../ui/notices.tsx';
import { showOverlay, toggleProblems, toggleRuntime } from './layout-store.ts';
import { showScreen } from './screen-store.ts';

const needsProject = (): string | null => (useProject.getState().id === null ? 'Open a project first.' : null);

const project = { group: 'Project', scope: 'studio', keys: [], obstacle: needsProject } as const;
const view = { group: 'View', scope: 'studio', keys: [], obstacle: always } as const;

export const paletteCommand: Command = {
  scope: 'everywhere',
  obstacle: always,
  id: 'command-palette',
  title: 'Command palette',
  group: 'Help',
  keys: ['Mod+K'],
  words: ['find', 'do', 'actions'],
  run: () => showOverlay('palette'),
};

export const studioCommands: readonly Command[] = [
  {
    id: 'run',
    title: 'Run',
    group: 'Run',
    keys: ['Mod+Enter'],
    scope: 'studio',
    words: ['start', 'play'],
    obstacle: runObstacleNow,
    run: () => void run(),
  },
  {
    id: 'deploy',
    title: 'Deploy changes',
    group: 'Run',
    keys: ['Mod+Shift+Enter'],
    scope: 'studio',
    words: ['update', 'restart'],
    obstacle: deployObstacleNow,
    run: () => showOverlay('deploy'),
  },
  {
    id: 'stop',
    title: 'Stop the run',
    group: 'Run',
    keys: [],
    scope: 'studio',
    obstacle: () => (runStateOf(useDeployment.getState().status).active ? null : 'Nothing is running.'),
    run: () => void stop(),
  },
  {
    ...project,
    id: 'projects',
    title: 'Projects and templates',
    words: ['open', 'import', 'example'],
    obstacle: always,
    run: () => showOverlay('projects'),
  },
  {
    ...project,
    id: 'start-empty',
    title: 'Start an empty project',
    words: ['new'],
    obstacle: always,
    run: () => void startEmpty(),
  },
  {
    ...project,
    id: 'save',
    title: 'Save now',
    scope: 'everywhere',
    keys: ['Mod+S'],
    run: () => void saveNow().then((isSaved) => announce(isSaved ? 'Saved.' : 'Not saved: the status bar says why.')),
  },
  {
    ...project,
    id: 'history',
    title: 'History of versions',
    words: ['restore', 'compare', 'back'],
    run: () => showOverlay('versions'),
  },
  {
    ...project,
    id: 'export',
    title: 'Export as a file',
    words: ['download', 'json'],
    run: () => withDocument(exportFile),
  },
  {
    ...project,
    id: 'code',
    title: 'Show as a TypeScript project',
    keys: ['Mod+Shift+E'],
    words: ['code', 'typescript', 'export', 'zip', 'download', 'files'],
    run: () => showScreen('code'),
  },
  {
    ...project,
    id: 'copy-link',
    title: 'Copy a link that holds the pipeline',
    words: ['share', 'url'],
    run: () => withDocument((pipeline) => void copyLinkTo(pipeline)),
  },
  {
    ...view,
    id: 'search',
    title: 'Search nodes and code',
    keys: ['Mod+F'],
    words: ['find'],
    obstacle: needsProject,
    run: () => showOverlay('search'),
  },
  { ...view, id: 'problems', title: 'Show or hide the problems', words: ['errors', 'warnings'], run: toggleProblems },
  { ...view, id: 'runtime', title: 'Show or hide the runtime', words: ['workers', 'pane'], run: toggleRuntime },
  { ...view, id: 'theme', title: 'Change the theme', words: ['dark', 'light', 'colours'], run: nextTheme },
  paletteCommand,
  {
    id: 'first-steps',
    title: 'First steps',
    group: 'Help',
    keys: [],
    scope: 'studio',
    words: ['tour', 'guide', 'begin'],
    obstacle: always,
    run: () => showOverlay('first-steps'),
  },
  {
    id: 'shortcuts',
    title: 'Keyboard shortcuts',
    group: 'Help',
    keys: ['?'],
    scope: 'studio',
    words: ['keys', 'help'],
    obstacle: always,
    run: () => showOverlay('shortcuts'),
  },
];

function withDocument(act: (pipeline: Pipeline) => void): void {
  const { pipeline } = useDocument.getState();
  if (pipeline !== null) act(pipeline);
}
