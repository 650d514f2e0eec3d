import type { EngineStatus } from './receiverEngine.ts';

/** What there is to say before anything was opened. */
export const idleStatus: EngineStatus = {
  state: 'idle',
  error: null,
  received: 0,
  transformed: 0,
  missed: 0,
  tail: 0,
  time: 0,
  engine: '',
  painter: '',
  load: 0,
  fill: 0,
  shedding: false,
  plot: { minDbfs: -120, maxDbfs: 0, rows: 0, oldest: null, newest: null },
  center: null,
  strongest: null,
  detections: [],
  detectionCount: 0
};
