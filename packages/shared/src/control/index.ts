export type {
  ApiError,
  CheckReport,
  DeployedDocument,
  DeploymentStatus,
  GrantedFolders,
  LiveEvents,
  PipelineEntry,
  StoredPipeline,
  Template,
  VersionEntry,
} from './control.ts';
