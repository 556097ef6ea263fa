// npm run -s nestvec -- …: the command line from a checkout.
import { runApp } from "./run/run-app.mjs";

await runApp("apps/cli");
