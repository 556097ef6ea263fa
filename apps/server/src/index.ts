export type { Configuration } from "./configuration/configuration.ts";
export { serve, type ServeOptions } from "./serve.ts";
export { startServer, type RunningServer } from "./start-server.ts";
