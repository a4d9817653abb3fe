export {
  decodeMovement,
  decodeStatus,
  decodeTelemetry,
  encodeMovement,
  encodeStatus,
  encodeTelemetry,
} from './live-messages.ts';
export { decodeSeries, encodeSeries } from './series.ts';
export { wireVersion } from './message.ts';
export type { WireFault } from './message.ts';
