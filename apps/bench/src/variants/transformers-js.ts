import { createRequire } from "node:module";
import { posix } from "node:path";
import { describeModel, NestvecError } from "@nestvec/core";
import { directory } from "@nestvec/runtime-node";
import type { VariantTask } from "./variant-protocol.ts";
import { installedVersion, packageUrl } from "./installed-version.ts";
import { inArrivalOrder, type OpenVariant } from "./open-variant.ts";

/** Of transformers.js, what is called here. */
interface TransformersJs {
  readonly env: { allowRemoteModels: boolean };
  readonly AutoTokenizer: {
    from_pretrained(model: string, options: object): Promise<(texts: readonly string[], options: object) => Inputs>;
  };
  readonly AutoModel: {
    from_pretrained(model: string, options: object): Promise<(inputs: Inputs) => Promise<Readonly<Record<string, PeerTensor>>>>;
  };
  mean_pooling(hidden: PeerTensor, mask: unknown): PeerTensor;
}
interface Inputs {
  readonly attention_mask: unknown;
}
interface PeerTensor {
  readonly dims: readonly number[];
  readonly data: Float32Array;
  normalize(power: number, axis: number): PeerTensor;
  slice(...ranges: readonly (number | null)[]): PeerTensor;
}

const name = "@huggingface/transformers";

/** transformers.js on the exit's own files, as its users write it: batches of 32, padded to the longest, pooled and scaled by its functions. */
export async function openTransformersJs({ model: folder, layer, cut, threads, peers = "" }: VariantTask): Promise<OpenVariant> {
  const url = packageUrl(peers, name);
  const { env, AutoTokenizer, AutoModel, mean_pooling: meanOf } = createRequire(url)(name) as TransformersJs;
  env.allowRemoteModels = false;
  const { exits, output, pooling } = await describeModel(directory(folder));
  const graph = exits.find((exit) => exit.layer === layer)?.graph ?? "";
  const tokenizer = await AutoTokenizer.from_pretrained(folder, { local_files_only: true });
  const model = await AutoModel.from_pretrained(folder, {
    local_files_only: true,
    subfolder: posix.dirname(graph),
    model_file_name: posix.basename(graph, ".onnx"),
    dtype: "fp32",
    device: "cpu",
    // ONNX Runtime finds the weights beside the graph by itself.
    use_external_data_format: false,
    session_options: { intraOpNumThreads: threads },
  });
  const pooled = (hidden: PeerTensor, mask: unknown): PeerTensor => {
    if (hidden.dims.length === 2) return hidden;
    if (pooling.pooling === "mean") return meanOf(hidden, mask);
    if (pooling.pooling === "cls") return hidden.slice(null, 0);
    throw new NestvecError("ARGUMENT_INVALID", {
      argument: "model",
      found: `pooled by ${pooling.pooling}`,
      expected: "pooled by mean or cls",
    });
  };
  return {
    versions: [`transformers.js ${installedVersion(name, url)}`, `onnxruntime-node ${installedVersion("onnxruntime-node", url)}`],
    embed: (texts) =>
      inArrivalOrder(texts, async (batch) => {
        const inputs = tokenizer(batch, { padding: true, truncation: true, max_length: cut });
        const outputs = await model(inputs);
        const hidden = outputs[output ?? "last_hidden_state"] ?? Object.values(outputs)[0];
        if (hidden === undefined) throw new NestvecError("GRAPH_OUTPUT_UNKNOWN", { graph, outputs: [], known: ["last_hidden_state"] });
        const { data, dims } = pooled(hidden, inputs.attention_mask).normalize(2, -1);
        const width = dims.at(-1) ?? 0;
        return batch.map((_, row) => data.subarray(row * width, (row + 1) * width));
      }),
  };
}
