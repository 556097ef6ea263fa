import { field, optional, text } from "../config/config-readers.ts";
import { configInvalid, member, type ConfigValue } from "../config/config-value.ts";
import { bytePairClasses } from "./byte-pair-classes.ts";
import type { TokenizerClass } from "./tokenizer-class.ts";
import { unigramClasses } from "./unigram-classes.ts";
import { wordPieceClasses } from "./word-piece-classes.ts";

/** What decides which class of Hugging Face transformers makes a tokenizer. */
export interface ClassFiles {
  /** tokenizer_config.json, or an empty object. */
  readonly config: ConfigValue;
  /** `model_type` of config.json. */
  readonly modelType: string | undefined;
  /** `tokenizer_class` of config.json. */
  readonly modelClass: string | undefined;
  /** Whether tokenizer.json cuts into bytes, as GPT-2's. */
  readonly isByteLevel: boolean;
}

const followed: ReadonlyMap<string, TokenizerClass> = new Map(
  [...wordPieceClasses, ...unigramClasses, ...bytePairClasses].map((made) => [made.name, made]),
);

// Names that stand for another class, or for one that takes tokenizer.json as it is.
const aliases: ReadonlyMap<string, string> = new Map([
  ...[
    "DistilBert",
    "Electra",
    "ConvBert",
    "SqueezeBert",
    "LayoutLM",
    "MobileBert",
    "Lxmert",
    "DPRQuestionEncoder",
    "DPRContextEncoder",
  ].map((name) => [`${name}Tokenizer`, "BertTokenizer"] as const),
  ...["Longformer", "Bart", "LED"].map((name) => [`${name}Tokenizer`, "RobertaTokenizer"] as const),
]);

// The class that transformers registers for a type of model; "" takes tokenizer.json as it is.
const registered: ReadonlyMap<string, string> = new Map(
  Object.entries({
    BertTokenizer:
      "bert chinese_clip convbert distilbert electra ernie layoutlm megatron-bert nezha nomic_bert qdqbert realm retribert squeezebert visual_bert",
    MPNetTokenizer: "mpnet",
    RobertaTokenizer: "bart data2vec-text ibert lilt longformer mega mra roberta roberta-prelayernorm",
    XLMRobertaTokenizer: "gte jina_embeddings_v3 metaclip_2 xlm-roberta xmod",
    CamembertTokenizer: "camembert",
    AlbertTokenizer: "albert yoso",
    DebertaTokenizer: "deberta",
    DebertaV2Tokenizer: "deberta-v2",
    T5Tokenizer: "mt5 switch_transformers t5",
    GemmaTokenizer: "gemma gemma2 gemma3 gemma3_text gemma3n gemma3n_text recurrent_gemma t5gemma",
    Qwen2Tokenizer: "qwen2 qwen2_moe qwen2_vl qwen2_5_vl qwen3 qwen3_moe qwen3_next qwen3_vl",
    GPT2Tokenizer: "codegen gpt2 gpt_neo gptj opt phi starcoder2",
    GPTNeoXTokenizer: "falcon_mamba gpt_neox mamba mamba2 mpt olmo olmoe rwkv xlstm",
    CLIPTokenizer: "clip clipseg owlv2 owlvit",
    HerbertTokenizer: "herbert",
    CohereTokenizer: "cohere cohere2",
    "":
      "modernbert modernbert-decoder nystromformer bigbird_pegasus pegasus_x umt5 xlm-roberta-xl granite granitemoe granitemoehybrid " +
      "olmo2 olmo3 phi3 phimoe stablelm glm glm4 gpt_bigcode ernie4_5 minicpm3 mistral ministral mixtral jamba nemotron internlm2 arctic",
  }).flatMap(([name, types]) => types.split(" ").map((type) => [type, name] as const)),
);

// Whose files are known to name a wrong class: the registered one counts.
const misnamed: ReadonlySet<string> = new Set(["qwen2", "qwen3_5", "siglip2"]);

// Classes of transformers that are written out in Python, or make parts of their own that are not followed here.
const notFollowed = new Set(
  (
    "Barthez Bartpho BertGeneration BertJapanese Bertweet BigBird BioGpt BlenderbotSmall Blenderbot ByT5 CTRL Canine Clvp CodeGen CodeLlama " +
    "CpmAnt Cpm Dia Esm Esmc FSMT Flaubert Funnel GPTNeoXJapanese GPTSw3 LayoutLMv2 LayoutLMv3 LayoutXLM Luke M2M100 MBart50 MBart MLuke " +
    "Marian MarkupLM Mvp MyT5 Nllb Nougat OpenAIGPT PLBart Pegasus Perceiver Phobert ProphetNet Qwen3_5 Reformer RemBert RoCBert RoFormer " +
    "SeamlessM4T Siglip2 Siglip Speech2Text SpeechT5 Splinter Tapas Udop Whisper XGLM XLM XLNet"
  )
    .split(" ")
    .map((name) => `${name}Tokenizer`),
);

/**
 * The class with which `AutoTokenizer` of transformers 5 makes a tokenizer, if it is one that makes the parts anew; undefined for those that take
 * tokenizer.json as it is: `PreTrainedTokenizerFast`, and every class that transformers does not have.
 * @throws NestvecError CONFIG_INVALID for a class that makes parts of its own and is not followed here
 */
export function transformersClass({ config, modelType = "", modelClass, isByteLevel }: ClassFiles): TokenizerClass | undefined {
  const stated = field(config, "tokenizer_class", optional(text)) ?? modelClass;
  const name = stated?.replace(/Fast$/, "");
  const ofModel = registered.get(modelType);
  // Files of Llama 3's kind name the class of the first Llama.
  if (name === "LlamaTokenizer" && isByteLevel) return undefined;
  const isRegistered = ofModel !== undefined && (name === undefined || ofModel === "" || misnamed.has(modelType));
  const chosen = isRegistered ? ofModel : (name ?? "");
  if (notFollowed.has(chosen)) {
    const expected =
      "a class whose ids are known here; if those of tokenizer.json are the model's as they are, write PreTrainedTokenizerFast in its place";
    throw configInvalid(member(config, "tokenizer_class"), expected, `${chosen}, which transformers 5 does not make of tokenizer.json`);
  }
  return followed.get(aliases.get(chosen) ?? chosen);
}
