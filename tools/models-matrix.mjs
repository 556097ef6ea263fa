// node tools/models-matrix.mjs [--write] [part of a row's name]: checks the published models in miniature, and writes the table of docs/models.md.
import { runApp } from "./run/run-app.mjs";

await runApp("tools/models/dist/main.js");
