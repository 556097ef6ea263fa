import { invalidArgument } from "@nestvec/core";
import { calibrationTexts } from "./calibration-texts.ts";

/** What a caller asks of products in int8. */
export interface QuantizingRequest {
  /**
   * What products are computed in. With `"int8"`, weights take a quarter of the size, and processors with VNNI multiply faster: the form is
   * searched that comes near enough to float32, on texts that are run for it. Default: `"float32"`.
   */
  readonly compute?: "float32" | "int8" | undefined;
  /** With `compute: "int8"`: the least cosine that a text's vector may have to that in float32, at any exit, above 0 and below 1. Default: 0.998. */
  readonly minCosine?: number | undefined;
  /** With `compute: "int8"`: texts like those that will be embedded, by which the form is searched, at least 16. Default: texts of many languages. */
  readonly texts?: readonly string[] | undefined;
}

/** What is asked of a model in int8. */
export interface Quantizing {
  readonly minCosine: number;
  readonly texts: readonly string[];
}

/** By fewer texts, nothing can be said of others. */
const fewestTexts = 16;

/** What is asked of a model in int8; undefined for one in float32. @throws NestvecError ARGUMENT_INVALID */
export function quantizingOf({ compute = "float32", minCosine, texts }: QuantizingRequest): Quantizing | undefined {
  if (compute !== "float32" && compute !== "int8") throw invalidArgument("compute", compute, `"float32" or "int8"`);
  if (compute === "float32") {
    if (minCosine !== undefined) throw invalidArgument("minCosine", minCosine, `left out without compute: "int8"`);
    if (texts !== undefined) throw invalidArgument("texts", texts, `left out without compute: "int8"`);
    return undefined;
  }
  return checkedQuantizing({ minCosine, texts });
}

/** @throws NestvecError ARGUMENT_INVALID */
export function checkedQuantizing({ minCosine, texts }: Pick<QuantizingRequest, "minCosine" | "texts">): Quantizing {
  if (minCosine !== undefined && !(typeof minCosine === "number" && minCosine > 0 && minCosine < 1))
    throw invalidArgument("minCosine", minCosine, "a number above 0 and below 1");
  if (texts !== undefined && !(Array.isArray(texts) && texts.length >= fewestTexts && texts.every((text) => typeof text === "string")))
    throw invalidArgument("texts", texts, `a list of at least ${fewestTexts} texts`);
  return { minCosine: minCosine ?? 0.998, texts: texts ?? calibrationTexts() };
}

/** Texts of a quick comparison. */
export const quickTexts = 24;

/** Texts that are used for calibration: all but every fourth. Forms are then measured with the others, too. */
export const calibrationPart = (texts: readonly string[]): readonly string[] => texts.filter((_, index) => index % 4 !== 3);
