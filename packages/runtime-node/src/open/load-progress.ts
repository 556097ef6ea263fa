import type { FileSource, ProgressTally, Runtime } from "@nestvec/core";

/** Files that are read whole are told of. */
export function sourceWithProgress(source: FileSource, tally: ProgressTally): FileSource {
  return {
    ...source,
    async read(path) {
      const bytes = await source.read(path);
      tally.set(path, "disk", bytes.length, bytes.length);
      return bytes;
    },
  };
}

/** Graphs are told of with their weights, which ONNX Runtime maps by itself. */
export function runtimeWithProgress(runtime: Runtime, tally: ProgressTally): Runtime {
  return {
    // Which runtime it is may be known only later.
    get name() {
      return runtime.name;
    },
    get version() {
      return runtime.version;
    },
    get machine() {
      return runtime.machine;
    },
    ready: async () => runtime.ready?.(),
    notes: () => runtime.notes?.() ?? [],
    async open(files, graph, work) {
      const weights = await files.externalFiles(graph);
      const sizes = [{ path: graph, bytes: (await files.size(graph)) ?? 0 }, ...weights];
      for (const { path, bytes } of sizes) tally.set(path, "disk", 0, bytes);
      const session = await runtime.open(files, graph, work);
      for (const { path, bytes } of sizes) tally.set(path, "disk", bytes, bytes);
      return session;
    },
  };
}
