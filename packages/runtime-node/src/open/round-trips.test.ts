import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { memorySource, openModel, type FileSource, type Store } from "@nestvec/core";
import { expect, test } from "vitest";
import { filesIn } from "../files/files-in.ts";
import { nodeRuntime } from "../onnxruntime/node-runtime.ts";
import { after, clock, sha256 } from "../platform/node-platform.ts";
import { tiny } from "../testing/model-copies.ts";

/** A source far away, whose files cannot be listed: what is asked for while nothing is on its way is answered together, a round trip later. */
function distant(source: FileSource): { readonly source: FileSource; readonly trips: readonly (readonly string[])[] } {
  const trips: string[][] = [];
  let waiting: (() => void)[] = [];
  const answered = <T>(what: string, answer: () => Promise<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) {
        trips.push([]);
        // Longer than the work between two questions, modules that are loaded included.
        setTimeout(() => {
          const all = waiting;
          waiting = [];
          for (const go of all) go();
        }, 50);
      }
      trips.at(-1)?.push(what);
      waiting.push(() => void answer().then(resolve, reject));
    });
  const { name } = source;
  return {
    trips,
    source: {
      name,
      size: (path) => answered(`size ${path}`, () => source.size(path)),
      read: (path) => answered(`read ${path}`, () => source.read(path)),
      readSlice: (path, start, end) => answered(`slice ${path}`, () => source.readSlice(path, start, end)),
    },
  };
}

const store: Store = { read: async () => undefined, write: async () => ({ kept: false }) };

async function tinyFiles(): Promise<Readonly<Record<string, Uint8Array>>> {
  const paths = (await filesIn(tiny)) ?? [];
  return Object.fromEntries(await Promise.all(paths.map(async (path) => [path, await readFile(join(tiny, path))] as const)));
}
const open = (source: FileSource) => openModel(source, {}, { runtime: nodeRuntime({ threads: 1 }), clock, after, digest: sha256, store });

test("a model at a distance is opened in few round trips, and no setting is asked for twice", async () => {
  const { source, trips } = distant(memorySource(await tinyFiles(), "far"));
  await using embedder = await open(source);
  const [settings, graphs] = [trips.slice(0, 7), trips.slice(7)];
  const asked = settings.flat();
  expect(asked.filter((what, index) => asked.indexOf(what) !== index)).toEqual([]);
  expect(asked.filter((what) => what.startsWith("slice"))).toEqual([]);
  // Its header, the size of its weights, and samples of both, for each of three graphs.
  for (const at of [0, 3, 6]) expect(graphs[at]).toEqual([expect.stringMatching(/^slice .*\.onnx$/)]);
  expect(graphs.slice(9)).toEqual([["size quality.json"]]);
  expect((await embedder.info()).width).toBe(64);
});

test("settings that are too large are not read ahead", async () => {
  const source = memorySource(await tinyFiles(), "far");
  const read = new Set<string>();
  const far: FileSource = {
    name: "far",
    size: async (path) => (path === "config.json" ? 2 ** 30 : source.size(path)),
    read: (path) => {
      read.add(path);
      return source.read(path);
    },
    readSlice: (path, start, end) => source.readSlice(path, start, end),
  };
  await expect(open(far)).rejects.toMatchObject({ code: "CONFIG_INVALID", details: { file: "config.json" } });
  expect(read).not.toContain("config.json");
});
