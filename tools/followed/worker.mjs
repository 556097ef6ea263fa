// The worker's entry of the sources, with what tells the files that ran.
await import("./coverage.mjs");

await import(new URL("../../packages/runtime-node/src/worker.ts", import.meta.url).href);
