export { withCallersStack } from "./errors/callers-stack.ts";
export { errorFromData, errorToData, type ErrorData } from "./errors/error-data.ts";
export type { RemotePort } from "./remote/port.ts";
export { remoteEngine, type RemoteEngine, type RemoteEngineOptions } from "./remote/remote-engine.ts";
export { serveEngine } from "./remote/serve-engine.ts";
export { serveRanking } from "./held/rank-messages.ts";
export { laneOf, requireTime, type Waiting, type WaitingByLane } from "./schedule/admission.ts";
