import { loadModel } from "@nestvec/runtime-node";

const embedder = await loadModel("nestvec-mini", { cacheBytes: 10_000_000 });
await embedder.warmUp({ layers: [2] });

// A large job, and a query that comes while it is under way.
let over = false;
const reports = Array.from({ length: 1000 }, (_, place) => `report number ${place} of the year`);
const job = embedder.embed(reports, { layer: 2 }).then(() => (over = true));
await embedder.embed(["which report was it?"], { layer: 2, deadlineMilliseconds: 5000 });
console.log(`the job was over first: ${over}`);
await job;

// The same text at another dimension comes from the cache.
await embedder.embed(["which report was it?"], { layer: 2, dimension: 64 });
const { queuedTexts, batches, usefulTokens, paddedTokens, cacheHits } = await embedder.stats();
console.log(`${queuedTexts} texts wait; ${batches > 10 ? "many" : "few"} batches; ${cacheHits} from the cache`);
console.log(`padding: ${(100 * (1 - usefulTokens / paddedTokens)).toFixed(1)} %`);

await embedder.dispose();
