// npm run -s bench -- …: the measurements from a checkout.
import { runApp } from "./run/run-app.mjs";

await runApp("apps/bench");
