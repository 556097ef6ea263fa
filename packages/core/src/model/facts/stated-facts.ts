import { invalidArgument } from "../../errors/arguments.ts";
import { isWhole } from "../../config/config-readers.ts";
import { knownRepository, type KnownRepository } from "./known-repositories.ts";
import { sentenceConfigPath, type SentenceConfig } from "../settings/sentence-transformers-config.ts";

/** What a caller may say of a model's prompts and dimensions. */
export interface FactOptions {
  /** Prompts by name, in place of those of the model's files: texts that are put before others. */
  readonly prompts?: Readonly<Record<string, string>> | undefined;
  /** The dimensions that the model was trained for, in place of those that its files list. */
  readonly dimensions?: readonly number[] | undefined;
  /**
   * The model's name on the Hugging Face hub, such as `"intfloat/e5-small-v2"`: well-known repositories have prompts and dimensions that only their
   * model cards state. Default: as the model's folder or URL says.
   */
  readonly repository?: string | undefined;
}

/** A model's prompts and dimensions, and where they were read. */
export interface StatedFacts {
  readonly prompts: Readonly<Record<string, string>>;
  readonly promptsFrom: string;
  readonly defaultPrompt: string | null;
  /** Whether the model card of a known repository asks for these prompts. */
  readonly isPromptNeeded: boolean;
  /** Widest first; undefined where nothing lists any. */
  readonly dimensions: readonly number[] | undefined;
  readonly dimensionsFrom: string;
  /** Whether the whole vector goes through a layer norm before it is cut. */
  readonly normsBeforeCut: boolean;
}

/** What the files of a model say. */
export interface FileFacts {
  readonly sentence: SentenceConfig | undefined;
  /** Prompts of tasks in config.json. */
  readonly taskPrompts: Readonly<Record<string, string>>;
  readonly dimensions: { readonly list: readonly number[]; readonly from: string } | undefined;
  /** The length of the full vector. */
  readonly width: number;
  /** The length that the graph's hidden states have. */
  readonly tokenWidth: number;
}

/**
 * The known repository that a model is, if it is one.
 * @throws NestvecError ARGUMENT_INVALID
 * @example
 * ```ts
 * import { repositoryOf } from "@nestvec/core/compile";
 *
 * console.log(repositoryOf({}, "models/intfloat/e5-small-v2")?.name); // → intfloat/e5-small-v2
 * ```
 */
export function repositoryOf({ repository: asked }: Pick<FactOptions, "repository">, sourceName: string): KnownRepository | undefined {
  if (asked !== undefined && typeof asked !== "string") throw invalidArgument("repository", asked, "a text, such as intfloat/e5-small-v2");
  return knownRepository({ asked, sourceName });
}

/**
 * A model's prompts and dimensions: what the caller says, else what its files say, else what is known of its repository.
 * @throws NestvecError ARGUMENT_INVALID
 */
export function statedFacts(options: FactOptions, files: FileFacts, known: KnownRepository | undefined): StatedFacts {
  return {
    ...promptsOf(checkedPrompts(options.prompts), files, known),
    ...dimensionsOf(checkedDimensions(options.dimensions, files.width), files, known),
    normsBeforeCut: known?.normsBeforeCut ?? false,
  };
}

type PromptFacts = Pick<StatedFacts, "prompts" | "promptsFrom" | "defaultPrompt" | "isPromptNeeded">;

function promptsOf(
  asked: FactOptions["prompts"],
  { sentence, taskPrompts }: Pick<FileFacts, "sentence" | "taskPrompts">,
  known: KnownRepository | undefined,
): PromptFacts {
  const { prompts: own = {}, defaultPrompt: byDefault = null } = sentence ?? {};
  const stated = { ...taskPrompts, ...own };
  if (asked !== undefined) {
    const defaultPrompt = byDefault !== null && Object.hasOwn(asked, byDefault) ? byDefault : null;
    return { prompts: asked, promptsFrom: "the option prompts", defaultPrompt, isPromptNeeded: false };
  }
  // Newer versions of Sentence Transformers write empty prompts where none were given.
  const isStated = Object.values(stated).some((prompt) => prompt !== "");
  if (!isStated && known?.prompts !== undefined) {
    const isPromptNeeded = known.isPromptOptional !== true;
    return { prompts: known.prompts, promptsFrom: fromKnown(known), defaultPrompt: null, isPromptNeeded };
  }
  const files = [own, taskPrompts].map((prompts) => Object.keys(prompts).length > 0);
  const promptsFrom = [sentenceConfigPath, "config.json"].find((_, index) => files[index]) ?? "no file";
  return { prompts: stated, promptsFrom, defaultPrompt: byDefault, isPromptNeeded: false };
}

type DimensionFacts = Pick<StatedFacts, "dimensions" | "dimensionsFrom">;

function dimensionsOf(asked: FactOptions["dimensions"], files: FileFacts, known: KnownRepository | undefined): DimensionFacts {
  if (asked !== undefined) return { dimensions: asked, dimensionsFrom: "the option dimensions" };
  const { dimensions: stated, width, tokenWidth } = files;
  const fitting = stated?.list.filter((dimension) => dimension <= width) ?? [];
  if (stated !== undefined) {
    // Files list parts of hidden states: a vector of another length, after the pooling or a Dense, has a whole of its own, which is the default.
    const isOfAnother = width !== tokenWidth || fitting.length < stated.list.length;
    return { dimensions: isOfAnother ? [...new Set([width, ...fitting])] : fitting, dimensionsFrom: stated.from };
  }
  // A model of another width was made from that one, and trained otherwise.
  if (known?.dimensions?.[0] === width) return { dimensions: known.dimensions, dimensionsFrom: fromKnown(known) };
  return { dimensions: undefined, dimensionsFrom: "no file" };
}

const fromKnown = ({ name }: KnownRepository): string => `known repository ${name}`;

function checkedPrompts(prompts: unknown): FactOptions["prompts"] {
  if (prompts === undefined) return undefined;
  const expected = 'an object of texts, such as { query: "query: " }';
  if (typeof prompts !== "object" || prompts === null || Array.isArray(prompts)) throw invalidArgument("prompts", prompts, expected);
  const wrong = Object.entries(prompts).find(([, text]) => typeof text !== "string");
  if (wrong !== undefined) throw invalidArgument(`prompts.${wrong[0]}`, wrong[1], "a text");
  return { ...prompts } as Record<string, string>;
}

function checkedDimensions(dimensions: unknown, width: number): readonly number[] | undefined {
  if (dimensions === undefined) return undefined;
  if (!Array.isArray(dimensions) || dimensions.length === 0)
    throw invalidArgument("dimensions", dimensions, "a list of dimensions, such as [768, 256]");
  const index = dimensions.findIndex((dimension) => !(isWhole(dimension) && dimension >= 1 && dimension <= width));
  if (index >= 0)
    throw invalidArgument(`dimensions[${index}]`, dimensions[index], `a whole number from 1 to ${width}, the length of the full vector`);
  return [...new Set(dimensions as readonly number[])].toSorted((left, right) => right - left);
}
