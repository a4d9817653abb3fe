export type {
  ApiError,
  CheckReport,
  DeploymentStatus,
  LiveEvents,
  PipelineEntry,
  StoredPipeline,
  Template,
} from './control.ts';
