export { withCallersStack } from "../callers-stack.ts";
export { errorFromData, errorToData, type ErrorData } from "../error-data.ts";
export type { RemotePort } from "./port.ts";
export { remoteEngine, type RemoteEngine, type RemoteEngineOptions } from "./remote-engine.ts";
export { serveEngine } from "./serve-engine.ts";
export { requireTime, type Waiting, type WaitingByLane } from "../schedule/require-room.ts";
export { laneOf } from "../schedule/schedule-options.ts";
