#!/usr/bin/env node
// Stands in for TEI's program: its flags, /health and /embed. It notes each request in the file STAND_IN_LOG, and loads for a moment first.
import { appendFileSync } from "node:fs";
import { createServer } from "node:http";
import { parseArgs } from "node:util";

const text = { type: "string" };
const { values } = parseArgs({
  options: { "model-id": text, hostname: text, port: text, "prometheus-port": text, "auto-truncate": { type: "boolean" } },
});
if (values["model-id"].endsWith("broken")) {
  process.stderr.write("Error: Could not load the model\n");
  process.exit(1);
}
const begun = performance.now();
createServer((request, response) => {
  if (request.url === "/health") return response.writeHead(performance.now() - begun > 300 ? 200 : 503).end();
  let body = "";
  request.on("data", (data) => (body += data));
  request.on("end", () => {
    appendFileSync(process.env.STAND_IN_LOG, `${request.method} ${request.url} ${typeof JSON.parse(body).inputs}\n`);
    setTimeout(() => response.setHeader("content-type", "application/json").end("[[1,0]]"), 2);
  });
}).listen(Number(values.port), values.hostname);
