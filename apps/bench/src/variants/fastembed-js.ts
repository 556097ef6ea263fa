import { createRequire } from "node:module";
import { basename } from "node:path";
import { invalidArgument } from "@nestvec/core";
import { physicalCores } from "@nestvec/runtime-node";
import type { VariantTask } from "./variant-protocol.ts";
import { installedVersion, packageUrl } from "./installed-version.ts";
import type { OpenVariant } from "./open-variant.ts";

/** Of fastembed-js, what is called here. */
interface FastembedJs {
  readonly FlagEmbedding: { init(options: object): Promise<FlagEmbedding> };
}
interface FlagEmbedding {
  embed(texts: readonly string[], batchSize: number): AsyncIterable<readonly ArrayLike<number>[]>;
}

const name = "fastembed";

/**
 * fastembed-js on the exit's files. It asks for an output `last_hidden_state`, pads every text to the limit, and takes the first token's vector; it sets
 * no threads.
 */
export async function openFastembedJs({ cut, threads, peers = "", fitted }: VariantTask): Promise<OpenVariant> {
  if (fitted === undefined) throw invalidArgument("fitted", fitted, "a folder");
  const url = packageUrl(peers, name);
  const { FlagEmbedding } = createRequire(url)(name) as FastembedJs;
  const common = { modelName: fitted.hiddenGraph, maxLength: cut, showDownloadProgress: false };
  // The one model of its own that is fed without token_type_ids decides how ours is fed.
  let embedding = await FlagEmbedding.init({ ...common, model: basename(fitted.model), cacheDir: fitted.parent });
  const embed = async (texts: readonly string[]): Promise<readonly ArrayLike<number>[]> => {
    const vectors: ArrayLike<number>[] = [];
    for await (const batch of embedding.embed(texts, 32)) vectors.push(...batch);
    return vectors;
  };
  await embed(["a"]).catch(async (error: unknown) => {
    if (!String(error).includes("token_type_ids")) throw error;
    embedding = await FlagEmbedding.init({ ...common, model: "custom", modelAbsoluteDirPath: fitted.model });
  });
  const cores = physicalCores();
  const otherVectors = fitted.pooling !== "cls" && fitted.pooling !== "in_graph";
  const notes = [
    `It pads every text to ${cut} tokens.`,
    ...(threads === cores ? [] : [`It cannot be told how many threads to use: it has ${cores}.`]),
    ...(fitted.pooling === "in_graph" ? ["A node that adds a dimension was appended to the graph, since it takes no other."] : []),
    ...(otherVectors ? ["It takes the first token's vector, so that its vectors are others."] : []),
  ];
  return {
    versions: [`fastembed-js ${installedVersion(name, url)}`, `onnxruntime-node ${installedVersion("onnxruntime-node", url)}`],
    note: notes.join(" "),
    otherVectors,
    embed,
  };
}
