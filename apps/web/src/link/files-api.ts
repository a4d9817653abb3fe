/** Which folders the server lets pipelines use. */
import type { GrantedFolders } from '@potoroo/shared/control';
import { request } from './http.ts';

export const readFolders = () => request<GrantedFolders>({ method: 'GET', path: '/files' });
