/** Every limit of the product, unit last, with the relations between them asserted. */
import { assert } from './assert.ts';

export const limits = {
  /** The document. */
  documentBytesMax: 1_048_576,
  documentDepthMax: 8,
  /** What was drawn beyond that is kept in the browser until it has been made smaller. */
  draftCharsMax: 67_108_864,
  idCharsMax: 64,
  windowNameCharsMax: 64,
  pathCharsMax: 4_096,
  hostCharsMax: 253,
  coordinateMax: 1_000_000,
  sourceRateMax: 100_000_000,
  nodesMax: 1_000,
  edgesMax: 4_000,
  nameCharsMax: 120,
  snippetCharsMax: 65_536,
  /** One statement that cannot be drawn; several together are divided where a snippet would be too long. */
  preservedCharsMax: 524_288,
  /** Of all files in which a person wrote a pipeline: with them a document holds most of it twice. */
  writtenCharsMax: 262_144,
  noteCharsMax: 10_000,
  fixturesPerNodeMax: 20,
  fixtureRecordsMax: 50,
  fixtureCharsMax: 100_000,
  layoutFieldsMax: 256,
  layoutFieldBytesMax: 65_536,
  /** The topology. */
  slotsPerStage: 256,
  workersMax: 64,
  /** Records. */
  frameBytesMax: 16_777_216,
  lineBytesMax: 16_777_216,
  recordDepthMax: 256,
  keyCharsMax: 1_024,
  /** The data plane. */
  sourceReadBytes: 262_144,
  linkFrameBytes: 65_536,
  creditWindowBytes: 1_048_576,
  creditWindowBytesMin: 1_024,
  outboxBytesMax: 67_108_864,
  /** What a connection may bring before a worker takes it, and how long a segment of a journal is. */
  journalLagBytesMax: 1_048_576,
  journalSegmentBytes: 33_554_432,
  /** What the system may hold on the way to a TCP receiver: so much is sent again to one that was lost. */
  receiverWindowBytes: 41_943_040,
  barrierIntervalMs: 1_000,
  barrierIntervalMsMin: 10,
  barrierIntervalMsMax: 600_000,
  heartbeatIntervalMs: 250,
  heartbeatTimeoutMs: 10_000,
  /** From then on a person is told that a worker does not answer. */
  silenceToldMs: 1_500,
  workerStartTimeoutMs: 30_000,
  spareAfterMs: 3_000,
  stopTimeoutMs: 5_000,
  handOverTimeoutMs: 30_000,
  migrationTimeoutMs: 30_000,
  workerHeapMegabytesMax: 4_096,
  /** Control of a running deployment. */
  movementsKept: 64,
  /** Processes of workers that are there no more, in each frame of telemetry. */
  goneProcessesKept: 32,
  requestsQueuedMax: 128,
  disturbanceMsMin: 100,
  disturbanceMsMax: 60_000,
  /** How many times as slow, or as fast. */
  disturbanceFactorMax: 100,
  /** Of one state: objects with a slot of their own. */
  soloSlotsMax: 1_024,
  /** Of each state, in a frame of telemetry. */
  solosShownMax: 64,
  outcomeWaitMs: 20_000,
  lookUpTimeoutMs: 5_000,
  stateObjectCharsMax: 65_536,
  /** In one answer of one worker, over all slots that were asked for. */
  objectsListedMax: 2_000,
  valuesListedMax: 100,
  profileSecondsMax: 30,
  listedTextCharsMax: 200,
  /** Records with which snippets come to no end, in one run: more are no accident. */
  quarantineMax: 100,
  /** Telemetry. */
  telemetryIntervalMs: 250,
  /** What a server keeps of the telemetry of a run for screens that are opened later. */
  recordingMs: 330_000,
  recordingBytesMax: 16_777_216,
  deadLettersShownMax: 100,
  deadLetterRecordCharsMax: 400,
  liveRowsPerFrameMax: 50,
  liveRowCharsMax: 500,
  watchLeaseMs: 10_000,
  tapsMax: 8,
  tapRecordsMax: 25,
  tapRecordCharsMax: 4_000,
  /** A frame with more leaves the oldest out; they fit into a message of the live feed. */
  tappedPerFrameMax: 400,
  /** Of the records that one tap takes between two samples. */
  tapCharsMax: 50_000,
  /** The studio's door. */
  httpBodyBytesMax: 1_310_720,
  wireMessageBytesMax: 4_194_304,
  wireDepthMax: 12,
  wireItemsMax: 262_144,
  socketMessageBytesMax: 262_144,
  connectionsMax: 64,
  /** Of senders to one TCP source at a time. */
  sourceConnectionsMax: 1_000,
} as const;

assert(limits.linkFrameBytes <= limits.creditWindowBytes, 'a frame must fit into a credit window');
assert(limits.heartbeatIntervalMs * 4 <= limits.heartbeatTimeoutMs, 'several heartbeats must fit into the timeout');
assert(limits.heartbeatIntervalMs * 4 <= limits.silenceToldMs, 'a heartbeat that is late is no silence');
assert(limits.silenceToldMs < limits.heartbeatTimeoutMs, 'a silence is told before it is a loss');
assert(limits.documentBytesMax < limits.draftCharsMax, 'a draft may be a document that is too large to be saved');
assert(limits.documentBytesMax < limits.httpBodyBytesMax, 'a document must fit into a request');
