import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { referenceModels } from "@nestvec/conformance";
import { InferenceSession, Tensor } from "@nestvec/onnxruntime";
import { expect, onTestFinished, test } from "vitest";
import { modelFolder } from "@nestvec/runtime-node";
import { fitFolder } from "./fit-folder.ts";

const mini = await modelFolder("nestvec-mini");
const json = (...path: string[]): unknown => JSON.parse(readFileSync(join(...path), "utf8"));

test("a graph that pools by itself gives the same vectors as a hidden state of one token", async () => {
  const { folder, remove } = await fitFolder(mini, 3, 100);
  onTestFinished(remove);
  expect(folder).toMatchObject({ graph: "onnx/model_layer_3.onnx", pooling: "in_graph", width: 384 });
  const session = await InferenceSession.create(join(folder.model, folder.hiddenGraph));
  onTestFinished(() => session.release());
  const ids = new Tensor("int64", [101n, 7592n, 102n, 101n, 2088n, 102n], [2, 3]);
  const feeds = { input_ids: ids, attention_mask: new Tensor("int64", Array<bigint>(6).fill(1n), [2, 3]) };
  const { last_hidden_state: hidden, sentence_embedding: vectors } = await session.run(feeds);
  expect(hidden?.dims).toEqual([2, 1, 384]);
  expect(hidden?.data).toEqual(vectors?.data);
});

test("the small files say where texts are cut, and name the special tokens", async () => {
  const { folder, remove } = await fitFolder(mini, 2, 100);
  onTestFinished(remove);
  expect(json(folder.model, "tokenizer_config.json")).toMatchObject({
    max_length: 100,
    model_max_length: 100,
    tokenizer_class: "BertTokenizer",
  });
  expect(json(folder.model, "special_tokens_map.json")).toMatchObject({ cls_token: "[CLS]", pad_token: "[PAD]" });
  expect(json(folder.model, "config.json")).toMatchObject({ hidden_size: 384 });
  await remove();
  expect(existsSync(folder.parent)).toBe(false);
});

test("a graph that does not pool is taken as it is, weights beside it", async () => {
  const published = mkdtempSync(join(tmpdir(), "nestvec-bench-"));
  onTestFinished(() => rmSync(published, { recursive: true }));
  cpSync(new URL("tiny-modernbert/onnx-fp32", referenceModels), published, { recursive: true });
  await expect(fitFolder(published, 4, 32)).rejects.toThrow(/config\.json.*fastembed needs it/);
  cpSync(new URL("tiny-modernbert/config.json", referenceModels), join(published, "config.json"));
  writeFileSync(join(published, "tokenizer_config.json"), JSON.stringify({ pad_token: { content: "<pad>", special: true } }));
  const { folder, remove } = await fitFolder(published, 4, 32);
  onTestFinished(remove);
  expect(folder).toMatchObject({ pooling: "mean", hiddenGraph: folder.graph });
  expect(json(folder.model, "special_tokens_map.json")).toEqual({ pad_token: "<pad>" });
  const session = await InferenceSession.create(join(folder.model, folder.graph));
  expect(session.outputNames).toContain("last_hidden_state");
  await session.release();
});
