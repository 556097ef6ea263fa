export { folderFiles, gitBlobId, repositoryOf, sha256, type HubFile, type HubRepository } from "./repository.ts";
export { startLoopbackHub, type LoopbackHub } from "./loopback-hub.ts";
export { hubEnvironment } from "./hub-environment.ts";
export type { Behaviour, HubRequest } from "./behaviour.ts";
