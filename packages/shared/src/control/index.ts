export type {
  ApiError,
  CheckReport,
  DeploymentStatus,
  GrantedFolders,
  LiveEvents,
  PipelineEntry,
  StoredPipeline,
  Template,
} from './control.ts';
