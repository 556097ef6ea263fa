import { count, field, member, optional, configInvalid, type ConfigValue } from "@nestvec/core/compile";
import { expectedTensors, type ExpectedTensors } from "../weights/expected-tensors.ts";
import type { SourceTensors } from "../weights/source-tensors.ts";
import { storedNumbers, storedRows, storedTransposed, type StoredTensor } from "../weights/stored-tensor.ts";
import type { Architecture, EncoderLayer, Linear, Norm } from "./architecture.ts";
import { activationOf, positive, refuse } from "./config-values.ts";
import { evenHeadWidth, type EncoderShape } from "./encoder-shape.ts";
import { relativeBias } from "./relative-bias.ts";

/** How the families that follow BERT differ. */
interface BertVariant {
  /** What models for a task put before the names of its tensors. */
  readonly prefixes: readonly string[];
  /** Whether positions are numbered from `pad_token_id + 1`. */
  readonly reservesPositions: boolean;
  /** Whether texts have a type, of which the first is added to every token. */
  readonly hasTypes: boolean;
  /** What the layers' projections of attention are called below `attention.`. */
  readonly projections: { readonly query: string; readonly key: string; readonly value: string; readonly output: string };
  /** The norm after the attention, below `attention.`. */
  readonly attentionNorm: string;
  /** Whether all layers add one bias by the distance of tokens to their scores. */
  readonly hasRelativeBias: boolean;
}

const bertNames = { query: "self.query", key: "self.key", value: "self.value", output: "output.dense" };
const bert: BertVariant = {
  prefixes: ["", "bert."],
  reservesPositions: false,
  hasTypes: true,
  projections: bertNames,
  attentionNorm: "output.LayerNorm",
  hasRelativeBias: false,
};
const roberta: BertVariant = { ...bert, prefixes: ["", "roberta."], reservesPositions: true };

/** By `model_type`. MiniLM is BERT in a smaller size. */
const variants: Readonly<Record<BertFamily, BertVariant>> = {
  bert,
  roberta,
  "xlm-roberta": roberta,
  camembert: roberta,
  mpnet: {
    prefixes: ["", "mpnet."],
    reservesPositions: true,
    hasTypes: false,
    projections: { query: "attn.q", key: "attn.k", value: "attn.v", output: "attn.o" },
    attentionNorm: "LayerNorm",
    hasRelativeBias: true,
  },
};

/** The families that follow BERT. */
export type BertFamily = "bert" | "roberta" | "xlm-roberta" | "camembert" | "mpnet";

/**
 * BERT (arXiv:1810.04805), RoBERTa, XLM-RoBERTa and MPNet: norms after the sums, learned positions.
 * @throws NestvecError CONFIG_INVALID where config.json and tensors disagree, or it asks for what is not written here
 */
export function bertFamily(family: BertFamily): (config: ConfigValue, tensors: SourceTensors, shape: EncoderShape) => Architecture {
  return (config, tensors, shape) => readBert(family, variants[family], config, tensors, shape);
}

function readBert(
  family: BertFamily,
  variant: BertVariant,
  config: ConfigValue,
  tensors: SourceTensors,
  shape: EncoderShape,
): Architecture {
  const { width, layers, heads, vocabulary } = shape;
  refuse(config, "position_embedding_type", (type) => type === "absolute", '"absolute", or left out');
  refuse(config, "is_decoder", (is) => is === false, "false: a decoder is no text encoder");
  refuse(config, "add_cross_attention", (is) => is === false, "false: a decoder is no text encoder");
  const inner = field(config, "intermediate_size", optional(count())) ?? 3072;
  const epsilon = field(config, "layer_norm_eps", optional(positive)) ?? 1e-12;
  const rows = field(config, "max_position_embeddings", optional(count())) ?? 512;
  const padId = field(config, "pad_token_id", optional(wholeFromZero)) ?? 1;
  const firstPosition = variant.reservesPositions ? padId + 1 : 0;
  if (firstPosition >= rows) throw configInvalid(member(config, "max_position_embeddings"), `above ${firstPosition}, the first position`);
  const expected = expectedTensors(tensors, "embeddings.word_embeddings.weight", variant.prefixes, config);
  const norm = (name: string): Norm => readNorm(expected, name, width, epsilon);
  const linear = (name: string, inputs: number, outputs: number): Linear => ({
    weight: storedTransposed(`${name}.weight`, expected.need(`${name}.weight`, [outputs, inputs])),
    bias: storedRows(`${name}.bias`, expected.need(`${name}.bias`, [outputs])),
  });
  const layer = (_: unknown, index: number): EncoderLayer => {
    const at = `encoder.layer.${index}`;
    const projection = (name: keyof BertVariant["projections"]): Linear =>
      linear(`${at}.attention.${variant.projections[name]}`, width, width);
    return {
      query: projection("query"),
      key: projection("key"),
      value: projection("value"),
      output: projection("output"),
      headNorms: undefined,
      rotary: undefined,
      window: undefined,
      attentionNorm: norm(`${at}.attention.${variant.attentionNorm}`),
      up: linear(`${at}.intermediate.dense`, width, inner),
      gate: undefined,
      down: linear(`${at}.output.dense`, inner, width),
      feedForwardNorm: norm(`${at}.output.LayerNorm`),
      outputNorms: undefined,
    };
  };
  const positions = rows - firstPosition;
  return {
    family,
    width,
    heads,
    keyValueHeads: heads,
    headWidth: evenHeadWidth(config, shape),
    scoreScale: undefined,
    isCausal: false,
    positions,
    embeddings: {
      tokens: storedRows("embeddings.tokens", expected.need("embeddings.word_embeddings.weight", [vocabulary, width])),
      scale: undefined,
      positions: positionRows(expected, { rows, firstPosition, width, types: variant.hasTypes ? typesOf(config) : 0 }),
      norm: norm("embeddings.LayerNorm"),
    },
    relativeBias: variant.hasRelativeBias ? relativeBias(config, expected, heads, positions) : undefined,
    norms: "after",
    activation: activationOf(config, "hidden_act"),
    layers: Array.from({ length: layers }, layer),
    finalNorm: undefined,
    used: expected.used(),
  };
}

const wholeFromZero = (at: ConfigValue): number => {
  if (Number.isSafeInteger(at.value) && Number(at.value) >= 0) return Number(at.value);
  throw configInvalid(at, "a token id");
};

const typesOf = (config: ConfigValue): number => field(config, "type_vocab_size", optional(count())) ?? 2;

interface PositionRows {
  readonly rows: number;
  readonly firstPosition: number;
  readonly width: number;
  /** Rows of the table of types; 0 where there is none. */
  readonly types: number;
}

/** What is added to the embeddings of tokens: the rows of positions that texts use, each with the first type's row, which all tokens have. */
function positionRows(expected: ExpectedTensors, { rows, firstPosition, width, types }: PositionRows): StoredTensor {
  const table = expected.need("embeddings.position_embeddings.weight", [rows, width]);
  if (types === 0) return storedRows("embeddings.positions", table, firstPosition);
  const type = expected.need("embeddings.token_type_embeddings.weight", [types, width]);
  return storedNumbers("embeddings.positions", [rows - firstPosition, width], async () => {
    const numbers = await table.read(firstPosition * width, rows * width);
    const first = await type.read(0, width);
    return numbers.map((number, index) => number + (first[index % width] ?? 0));
  });
}

/** Models that were made with TensorFlow call its numbers gamma and beta. */
function readNorm(expected: ExpectedTensors, name: string, width: number, epsilon: number): Norm {
  const [scale, shift] = !expected.has(`${name}.weight`) && expected.has(`${name}.gamma`) ? ["gamma", "beta"] : ["weight", "bias"];
  return {
    kind: "layer",
    scale: storedRows(`${name}.weight`, expected.need(`${name}.${scale}`, [width])),
    shift: storedRows(`${name}.bias`, expected.need(`${name}.${shift}`, [width])),
    epsilon,
  };
}
