import { bulkEmbed } from "@nestvec/bulk";
import { loadModel } from "@nestvec/runtime-node";

/** What the process of one job is given as its argument. */
export interface BulkTask {
  readonly input: string;
  readonly out: string;
  readonly layer: number;
}

/** What it tells: how far it is, and what it takes. */
export interface BulkTold {
  readonly rows: number;
  readonly seconds: number;
  readonly padding: number;
  readonly residentBytes: number;
}

// A job in a process of its own, which may be killed.
process.on("disconnect", () => process.exit());
const { input, out, layer } = JSON.parse(process.argv[2] ?? "") as BulkTask;
const embedder = await loadModel("nestvec-mini", { isolation: "none" });
await bulkEmbed(embedder, {
  inputs: [input],
  out,
  layer,
  onProgress: ({ rows, seconds, padding }) =>
    process.send?.({ rows, seconds, padding, residentBytes: process.memoryUsage().rss } satisfies BulkTold),
});
await embedder.dispose();
process.disconnect();
