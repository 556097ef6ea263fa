export { pullModel } from "./pull/pull-model.ts";
export type { PulledFile, PulledModel, PullOptions } from "./pull/pull-options.ts";
export { fileDigests } from "./files/content-digest.ts";
export { cachedModel, type CachedModel, type CacheQuestion } from "./cache/read-cache.ts";
export { hubCacheFolder, type Environment, type HubChoice } from "./settings/hub-settings.ts";
export { repositoryName, type RepositoryName } from "./settings/repository-name.ts";
export { lockFileName, readLock, type LockedFile, type LockedModel } from "./trust/lock-file.ts";
