export type {
  ApiError,
  CheckReport,
  DeployedDocument,
  DeploymentStatus,
  GrantedFolders,
  LiveEvents,
  PipelineEntry,
  RuntimeArchive,
  StoredPipeline,
  Template,
  VersionEntry,
} from './control.ts';
