import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Digest, Store } from "../platform/platform.ts";
import { readCalibration, writeCalibration } from "./calibration-store.ts";

const digest: Digest = async (bytes) => createHash("sha256").update(bytes).digest("hex");
const exits = [
  { layer: 2, tokens: [16, 64], milliseconds: [1.25, 4] },
  { layer: 6, tokens: [16], milliseconds: [3] },
];
const model = "sha256:abc";
const machine = "node 1.30.0, 2 × Intel® Xeon® µ, cpu, 2 threads";

function memoryStore(): Store & { readonly texts: Map<string, string> } {
  const texts = new Map<string, string>();
  return {
    texts,
    read: async (key) => texts.get(key),
    write: async (key, text) => {
      texts.set(key, text);
      return { kept: true };
    },
  };
}

test("what was written is read again", async () => {
  const store = memoryStore();
  const written = await writeCalibration({ store, digest, model, machine, exits });
  expect(written).toEqual({ model, machine, exits, kept: true });
  expect(await readCalibration({ store, digest, model, machine })).toEqual(written);
});

test("another model and another machine have none", async () => {
  const store = memoryStore();
  await writeCalibration({ store, digest, model, machine, exits });
  expect(await readCalibration({ store, digest, model: "sha256:abd", machine })).toBeUndefined();
  expect(await readCalibration({ store, digest, model, machine: machine.replace("1.30.0", "1.31.0") })).toBeUndefined();
  expect(await readCalibration({ store: memoryStore(), digest, model, machine })).toBeUndefined();
});

test("the key can be the name of a file", async () => {
  const store = memoryStore();
  await writeCalibration({ store, digest, model: "../../é\u0000\n", machine, exits });
  expect([...store.texts.keys()]).toEqual([expect.stringMatching(/^calibration-[0-9a-f]{32}$/)]);
});

test("law: two different measurements have two keys", async () => {
  const name = fc.string({ unit: "binary", maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(name, name, name, name, async (modelA, machineA, modelB, machineB) => {
      const store = memoryStore();
      await writeCalibration({ store, digest, model: modelA, machine: machineA, exits });
      await writeCalibration({ store, digest, model: modelB, machine: machineB, exits });
      expect(store.texts.size).toBe(modelA === modelB && machineA === machineB ? 1 : 2);
    }),
    // Halves of surrogate pairs, which JSON writes as escapes: as UTF-8 they would all be one.
    { examples: [["\ud800", "", "\ud801", ""]] },
  );
});

test("a key that met the text of another key is not believed", async () => {
  const store = memoryStore();
  await writeCalibration({ store, digest: async () => "0".repeat(64), model, machine, exits });
  expect(await readCalibration({ store, digest: async () => "0".repeat(64), model: "other", machine })).toBeUndefined();
  expect(await readCalibration({ store, digest: async () => "0".repeat(64), model, machine: "other" })).toBeUndefined();
});

test("the answer says why it was not kept", async () => {
  const store: Store = { read: async () => undefined, write: async () => ({ kept: false, reason: "read-only folder" }) };
  expect(await writeCalibration({ store, digest, model, machine, exits })).toEqual({
    model,
    machine,
    exits,
    kept: false,
    notKeptReason: "read-only folder",
  });
});

test("a store that fails on reading has none", async () => {
  const store: Store = { read: () => Promise.reject(new Error("EACCES")), write: async () => ({ kept: true }) };
  expect(await readCalibration({ store, digest, model, machine })).toBeUndefined();
});

const good = { version: 1, model, machine, exits };
test.each<[string, string]>([
  ["nothing", ""],
  ["half a file", JSON.stringify(good).slice(0, -10)],
  ["no object", "[]"],
  ["another version", JSON.stringify({ ...good, version: 2 })],
  ["no exits", JSON.stringify({ ...good, exits: [] })],
  ["no lengths", JSON.stringify({ ...good, exits: [{ layer: 2, tokens: [], milliseconds: [] }] })],
  ["more lengths than times", JSON.stringify({ ...good, exits: [{ layer: 2, tokens: [16, 64], milliseconds: [1] }] })],
  ["lengths that do not rise", JSON.stringify({ ...good, exits: [{ layer: 2, tokens: [64, 64], milliseconds: [1, 2] }] })],
  ["half a token", JSON.stringify({ ...good, exits: [{ layer: 2, tokens: [0.5], milliseconds: [1] }] })],
  ["a time below zero", JSON.stringify({ ...good, exits: [{ layer: 2, tokens: [16], milliseconds: [-1] }] })],
  ["a time that was not finite", JSON.stringify({ ...good, exits: [{ layer: 2, tokens: [16], milliseconds: [Number.NaN] }] })],
  ["words for times", JSON.stringify({ ...good, exits: [{ layer: 2, tokens: [16], milliseconds: ["1"] }] })],
])("%s counts as none", async (_, text) => {
  const store = memoryStore();
  await writeCalibration({ store, digest, model, machine, exits });
  const [key] = store.texts.keys();
  store.texts.set(key!, text);
  expect(await readCalibration({ store, digest, model, machine })).toBeUndefined();
});
