export { describe, filesOnDisk } from './describe.ts';
export type { DescriptionRefusal } from './describe.ts';
