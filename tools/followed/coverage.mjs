// Which source files run, in this thread: loaded first in the main thread and in the worker, which take their orders over one channel.
import { register } from "node:module";
import { Session } from "node:inspector/promises";
import { relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { BroadcastChannel, isMainThread } from "node:worker_threads";
import { root } from "../run/workspace.mjs";

/** The channel over which all threads are asked for the files that ran. */
export const channelName = "nestvec: followed files";

register(new URL("./source-hooks.mjs", import.meta.url));
const session = new Session();
session.connect();
await session.post("Profiler.enable");
await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: false });

/**
 * The sources of which a function ran since the last call, as paths from the root.
 * @returns {Promise<string[]>}
 */
export async function filesThatRan() {
  const { result } = await session.post("Profiler.takePreciseCoverage");
  return result.flatMap(({ url, functions }) => {
    if (!/^file:.*\/(?:packages|apps)\/[^/]+\/src\/.*\.ts$/.test(url)) return [];
    // What begins where the file does is its own top level.
    const ran = functions.some(({ ranges: [range] }) => range !== undefined && range.startOffset > 0 && range.count > 0);
    return ran ? [relative(root, fileURLToPath(url)).split(sep).join("/")] : [];
  });
}

// Only the other thread is asked over the channel.
if (!isMainThread) {
  const channel = new BroadcastChannel(channelName);
  channel.addEventListener("message", async () => {
    const files = await filesThatRan();
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- that rule is for windows
    channel.postMessage({ files });
  });
  channel.unref();
}
