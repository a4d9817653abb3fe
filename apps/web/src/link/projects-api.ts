/** Pipelines and templates in the server's store. The routes and their answers are those of `@potoroo/shared/control`. */
import type { PipelineEntry, StoredPipeline, Template, VersionEntry } from '@potoroo/shared/control';
import type { Pipeline } from '@potoroo/shared/pipeline';
import { request } from './http.ts';

const at = (id: string): string => `/pipelines/${encodeURIComponent(id)}`;

export const listProjects = () => request<readonly PipelineEntry[]>({ method: 'GET', path: '/pipelines' });
export const createProject = (document: Pipeline) =>
  request<StoredPipeline>({ method: 'POST', path: '/pipelines', body: { document } });
export const readProject = (id: string) => request<StoredPipeline>({ method: 'GET', path: at(id) });
export const deleteProject = (id: string) => request<null>({ method: 'DELETE', path: at(id) });
/** What was deleted and can be brought back. */
export const listDeleted = () => request<readonly PipelineEntry[]>({ method: 'GET', path: '/deleted-pipelines' });
/** Brings back what was deleted, or the newest good version of what is damaged. */
export const restoreProject = (id: string) =>
  request<StoredPipeline>({ method: 'POST', path: `${at(id)}/restore`, body: {} });
export const listVersions = (id: string) =>
  request<readonly VersionEntry[]>({ method: 'GET', path: `${at(id)}/versions` });
export const readVersion = (id: string, revision: number) =>
  request<StoredPipeline>({ method: 'GET', path: `${at(id)}/versions/${revision}` });
export const listTemplates = () => request<readonly Template[]>({ method: 'GET', path: '/templates' });

type Save = {
  readonly id: string;
  readonly revision: number;
  readonly document: Pipeline;
  /** The name of this window. */
  readonly savedBy: string;
  readonly keepalive: boolean;
};

/** Status 409: somebody else saved a newer revision; the failure's body is that `StoredPipeline`. */
export const saveProject = ({ id, keepalive, ...body }: Save) =>
  request<StoredPipeline>({ method: 'PUT', path: at(id), body, keepalive });
