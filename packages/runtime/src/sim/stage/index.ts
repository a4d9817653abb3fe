export { coordinatorTable, workerMachines } from '../../core/index.ts';
export type { CellLook, CoordinatorPhase, MachineName, MachinePhases } from '../../core/index.ts';
export { endOf, eventsMax, Run, Theatre } from './theatre.ts';
export type { Fork, History, Playing, TheatreView } from './theatre.ts';
export { Scene, flowOf } from './scene.ts';
export { lookAt } from './scene-look.ts';
export { brokenBy, endAfter, faultKinds, Hunt } from './hunt.ts';
export type { FaultKind, HuntOptions, HuntState, Judged } from './hunt.ts';
export { lastComputation, playable } from './given.ts';
export { deliveries, flowNames, keysOf } from './scene-spec.ts';
export type { Act, Deed, Delivery, FlowName, SceneSpec, Script } from './scene-spec.ts';
export type {
  CoordinatorView,
  LedgerView,
  MessageView,
  ObjectView,
  SceneView,
  Transition,
  WorkerView,
} from './scene-view.ts';
export type { FrameContent, TravellingRecord } from './wiretap.ts';
export { seedLanguage } from './seeded-language.ts';
export { workerName } from './words.ts';
