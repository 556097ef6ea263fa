// npm run -s lab -- …: the benchmarks of the engine and of the server.
import { runApp } from "./run/run-app.mjs";

await runApp("tools/lab");
