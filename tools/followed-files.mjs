// node tools/followed-files.mjs: the source files that a text passes through, from the call of `embed` to its answer, the worker's among them,
// and the files that an HTTP request passes through besides. A file counts when a function of it runs during one call, after three calls before.
import { BroadcastChannel } from "node:worker_threads";
import { channelName, filesThatRan } from "./followed/coverage.mjs";
import { root } from "./run/workspace.mjs";

const channel = new BroadcastChannel(channelName);

/**
 * What ran in the other thread.
 * @returns {Promise<string[]>}
 */
function filesOfWorker() {
  return new Promise((resolve) => {
    channel.addEventListener("message", (event) => resolve(/** @type {MessageEvent} */ (event).data.files), { once: true });
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- that rule is for windows
    channel.postMessage("which files?");
  });
}

/**
 * @param {() => Promise<unknown>} call
 * @param {boolean} inWorker whether a worker thread takes part
 */
async function filesOf(call, inWorker) {
  for (let round = 0; round < 3; round++) await call();
  await filesThatRan();
  if (inWorker) await filesOfWorker();
  await call();
  return [...new Set([...(await filesThatRan()), ...(inWorker ? await filesOfWorker() : [])])].toSorted();
}

/**
 * @param {string} title
 * @param {readonly string[]} files
 */
function print(title, files) {
  console.log(`${title}: ${files.length} files`);
  for (const file of files) console.log(`  ${file}`);
}

/** @param {string} path */
const source = (path) => import(new URL(`../${path}`, import.meta.url).href);

const { loadModel } = await source("packages/runtime-node/src/index.ts");
const embedder = await loadModel(`${root}/packages/model-mini`, { workerUrl: new URL("./followed/worker.mjs", import.meta.url) });
const text = "How do I reset a forgotten password?";
const ofEmbed = await filesOf(() => embedder.embed([text], { dimension: 64 }), true);
await embedder.dispose();
channel.close();
print("embed, in a worker thread", ofEmbed);

const { readConfiguration } = await source("apps/server/src/configuration/read-configuration.ts");
const { startServer } = await source("apps/server/src/server/start-server.ts");
const settings = { port: 0, metrics: false, layers: [2], logLevel: "error" };
const written = Object.entries(settings).map(([setting, value]) => ({ setting, name: setting, value }));
// In a thread as above, so that what is counted besides is HTTP's alone.
const load = (/** @type {string} */ model, /** @type {object} */ options) => loadModel(model, { ...options, isolation: "thread" });
const server = await startServer(readConfiguration([written]), undefined, load);
await server.started;
const body = JSON.stringify({ model: "nestvec-mini", input: text, dimensions: 64 });
const headers = { "content-type": "application/json" };
const ofServer = await filesOf(async () => {
  const answer = await fetch(`${server.url}/v1/embeddings`, { method: "POST", headers, body });
  if (answer.status !== 200) throw new Error(`POST /v1/embeddings answered ${answer.status}: ${await answer.text()}`);
  await answer.arrayBuffer();
}, false);
await server.stop();
const known = new Set(ofEmbed);
print(
  "POST /v1/embeddings, besides",
  ofServer.filter((file) => !known.has(file)),
);
