export { withCallersStack } from "../callers-stack.ts";
export { connectEmbedder } from "./connect-embedder.ts";
export type { RemoteMethod } from "./methods.ts";
export { remoteMethods } from "./methods.ts";
export type { RemotePort } from "./port.ts";
export { remoteCaller, type RemoteCall, type RemoteCaller, type RemoteOptions } from "./remote-caller.ts";
export { remoteEmbedder, type RemoteEmbedderParts } from "./remote-embedder.ts";
export { serveEmbedder } from "./serve-embedder.ts";
