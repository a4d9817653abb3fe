import type { DeploymentStatus } from '@potoroo/shared/control';
import { expect, test } from 'vitest';
import { failureTitle, isOvertaken, otherRunText, runObstacle, runViewOf } from './run-state.ts';

const status = (change: Partial<DeploymentStatus>): DeploymentStatus => ({
  revision: 1,
  phase: 'running',
  id: 'd',
  pipelineId: 'ours',
  workers: 4,
  startedAt: null,
  summary: null,
  ...change,
});

test('without a link nothing is claimed about the run', () => {
  for (const link of ['disconnected', 'refused'] as const)
    expect(runViewOf({ status: status({ phase: 'starting' }), link, project: 'ours' })).toEqual({
      type: 'unknown',
      text: 'Run unknown',
    });
});

test('a run of another project is told as its own, and only while it goes on', () => {
  const seen = (phase: DeploymentStatus['phase']) =>
    runViewOf({ status: status({ phase, pipelineId: 'theirs' }), link: 'connected', project: 'ours' });
  expect(seen('running')).toMatchObject({ type: 'other', pipelineId: 'theirs' });
  expect(seen('stopped')).toMatchObject({ type: 'own', state: { text: 'Not running', active: false } });
  expect(seen('failed')).toMatchObject({ type: 'own', state: { text: 'Not running', tone: 'idle' } });
  expect(otherRunText('Market Spread', status({}))).toBe('Market Spread is running');
});

test('the run of the project on screen is told in full', () => {
  expect(runViewOf({ status: status({}), link: 'connected', project: 'ours' })).toMatchObject({
    type: 'own',
    state: { text: 'Running on 4 workers' },
  });
});

test('Run says what holds it back, the lost access before all else that is wrong', () => {
  const conditions = { hasProject: true, errors: 0, link: 'connected', isAsking: false } as const;
  expect(runObstacle(conditions)).toBeNull();
  expect(runObstacle({ ...conditions, errors: 2 })).toMatch(/^2 problems must be solved first/);
  expect(runObstacle({ ...conditions, link: 'refused', errors: 2 })).toMatch(/access has ended/);
  expect(runObstacle({ ...conditions, link: 'disconnected' })).toMatch(/lost its server/);
});

test('an answer that the event after it has overtaken says nothing new', () => {
  const stopped = status({ phase: 'stopped', revision: 4 });
  expect(isOvertaken(status({ phase: 'stopping', revision: 3 }), stopped)).toBe(true);
  expect(isOvertaken(stopped, status({ phase: 'stopping', revision: 3 }))).toBe(false);
});

test('a run that was stopped and did not end in order is told as stopped, and every other one as failed', () => {
  const seen = (change: Partial<DeploymentStatus>) => {
    const failed = status({ phase: 'failed', ...change });
    const view = runViewOf({ status: failed, link: 'connected', project: 'ours' });
    return [view.type === 'own' ? view.state.text : view.type, failureTitle(failed)];
  };
  expect(seen({ wasStopped: true })).toEqual(['Stopped', 'The last run was stopped, and did not end in order.']);
  expect(seen({})).toEqual(['Failed', 'The last run failed.']);
});
