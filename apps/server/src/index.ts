export type { LoadServed } from "./models/served-models.ts";
export type { Configuration } from "./configuration/configuration.ts";
export { configurationOf } from "./configuration/read-configuration.ts";
export { serve, type ServeOptions } from "./server/serve.ts";
export { startServer, type RunningServer } from "./server/start-server.ts";
