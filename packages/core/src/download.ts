export { ConnectionError, type ConnectionErrorOptions } from "./download/connection-error.ts";
export {
  downloadFile,
  type BrokenDownload,
  type Download,
  type DownloadAnswer,
  type DownloadDestination,
} from "./download/download-file.ts";
export { contentRange, retryAfterMilliseconds, type ContentRange } from "./download/http-headers.ts";
export { retryPause } from "./download/retry-pause.ts";
export { collidingPaths, namingProblem, pathProblem } from "./download/path-problem.ts";
export { neededFiles, type NeededFiles, type WantedPart } from "./model/describe/needed-files.ts";
export { neededSourceFiles } from "./model/describe/source-files.ts";
