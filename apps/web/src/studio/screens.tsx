/**
 * The screens of the studio, in the order of their tabs. A new screen is one entry here: its address, its command and its
 * tab follow. All but the first are loaded when they are first shown.
 */
import type { ReactNode } from 'react';
import '../learn/learn-link.ts';
import { later } from '../ui/later.tsx';
import type { ScreenPlace } from './screen-store.ts';

export type Screen = ScreenPlace & {
  /** On its tab. */
  readonly title: string;
  /** Other words that its command is found by. */
  readonly words: readonly string[];
  /** What stands between the top bar and the status bar; null for the first screen, which the frame holds itself. */
  readonly Body: ((props: { readonly waiting: ReactNode }) => ReactNode) | null;
};

export const screens: readonly Screen[] = [
  {
    id: 'build',
    title: 'Build & run',
    isOfProject: true,
    words: ['canvas', 'designer', 'draw', 'pipeline'],
    Body: null,
  },
  {
    id: 'cluster',
    title: 'Cluster',
    isOfProject: true,
    words: ['workers', 'state objects', 'placement', 'movement', 'live'],
    Body: later<object>(() => import('../cluster/cluster-screen.tsx').then(({ ClusterScreen }) => ClusterScreen)),
  },
  {
    id: 'learn',
    title: 'Learn',
    isOfProject: false,
    words: ['lesson', 'course', 'simulator', 'entities'],
    Body: later<object>(() => import('../learn/learn-screen.tsx').then(({ LearnScreen }) => LearnScreen)),
  },
  {
    id: 'code',
    title: 'Code',
    isOfProject: true,
    words: ['typescript', 'export', 'files', 'editor', 'difference', 'picture', 'mermaid'],
    Body: later<object>(() => import('../designer/project-code/code-screen.tsx').then(({ CodeScreen }) => CodeScreen)),
  },
];
