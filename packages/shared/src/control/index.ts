export type {
  ApiError,
  CheckReport,
  DeploymentStatus,
  GrantedFolders,
  LiveEvents,
  PipelineEntry,
  StoredPipeline,
  Template,
  VersionEntry,
} from './control.ts';
