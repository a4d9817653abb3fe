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
export type {
  Action,
  Cluster,
  ClusterStatus,
  PlacementReport,
  SlotsQuestion,
  SlotsReport,
  StateObjectQuestion,
  StateObjectReport,
} from './running.ts';
