export { Theatre } from './theatre.ts';
export type { History, TheatreView } from './theatre.ts';
export { Scene, flowOf } from './scene.ts';
export { lookAt } from './scene-look.ts';
export { deliveries, flowNames, keysOf } from './scene-spec.ts';
export type { Act, Deed, Delivery, FlowName, SceneSpec } from './scene-spec.ts';
export type { CoordinatorView, MessageView, ObjectView, SceneView, Transition, WorkerView } from './scene-view.ts';
export type { FrameContent, TravellingRecord } from './wiretap.ts';
