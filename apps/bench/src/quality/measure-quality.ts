import { basename } from "node:path";
import { loadModel, physicalCores } from "@nestvec/runtime-node";
import { invalidArgument } from "@nestvec/core";
import type { Flag } from "../results/figure.ts";
import type { QualityMeasure } from "../results/quality.ts";
import { beginCourse, type CourseOptions } from "./vectors/course.ts";
import { readBanking77 } from "./data/banking77.ts";
import { readPairs } from "./data/pairs.ts";
import { readStsb, type StsbSplit } from "./data/stsb.ts";
import { measuredModel, type AskedCuts } from "./measured-model.ts";
import { measureSet } from "./measure-set.ts";
import { qualityFlags } from "./quality-flags.ts";
import { qualityMeasures } from "./quality-measures.ts";
import { answeredSet } from "./sets/answered-set.ts";
import { labelledSet } from "./sets/labelled-set.ts";
import type { QualitySet } from "./sets/quality-set.ts";
import { scoredSet } from "./sets/scored-set.ts";
import { openAllProducts } from "./vectors/all-products.ts";

/** What is measured, and on which data. At least one set is given. */
export interface QualityOptions extends AskedCuts, CourseOptions {
  /** A folder, or `"nestvec-mini"`. */
  readonly model: string;
  /** Threads of ONNX Runtime. Default: the physical cores. */
  readonly threads?: number;
  /** STS-benchmark: its file, or the folder of it. */
  readonly stsb?: string;
  /** Default: `["test"]`. */
  readonly stsbSplits?: readonly StsbSplit[];
  /** The folder of Banking77's `train.csv` and `test.csv`. */
  readonly banking77?: string;
  /** A file of pairs of one's own: `text TAB text TAB score`, or `query TAB answer`. */
  readonly pairs?: string;
  /** Queries, or scored pairs, that are asked of each set at most, evenly spread: for a quick look. */
  readonly limit?: number;
}

/** What quality was found, and what is wrong with it. */
export interface MeasuredQuality {
  readonly measures: readonly QualityMeasure[];
  readonly flags: readonly Flag[];
}

/**
 * Measures what every cut of a model is worth on the sets that are given: every layer × dimension × way of storing, and between exits where
 * they share a space. All sets are read before the model is loaded. One's own pairs come first, since plans go by the first table.
 * @throws NestvecError FILE_NOT_READABLE, FILE_NOT_UTF8, LINE_INVALID, ARGUMENT_INVALID, LAYER_UNAVAILABLE, DIMENSION_UNAVAILABLE, ABORTED,
 * and as `loadModel` and `Embedder.embed`
 */
export async function measureQuality(options: QualityOptions): Promise<MeasuredQuality> {
  const { threads = physicalCores(), limit } = options;
  if (limit !== undefined && !(Number.isInteger(limit) && limit >= 2)) {
    throw invalidArgument("limit", limit, "a whole number from 2");
  }
  const course = beginCourse(options);
  const sets = await readSets(options);
  await using embedder = await loadModel(options.model, { threads });
  const model = await measuredModel(embedder, options);
  const products = await openAllProducts(threads);
  try {
    const measures: QualityMeasure[] = [];
    const flags: Flag[] = [];
    for (const set of sets) {
      const measured = await measureSet(set, model, { products, course });
      measures.push(...qualityMeasures(set, measured));
      flags.push(...qualityFlags(set, measured));
    }
    return { measures, flags };
  } finally {
    await products.dispose();
  }
}

async function readSets({ stsb, stsbSplits = ["test"], banking77, pairs, limit }: QualityOptions): Promise<readonly QualitySet[]> {
  const sets: QualitySet[] = [];
  if (pairs !== undefined) {
    const own = await readPairs(pairs);
    const title = basename(pairs);
    const what = `100 × Spearman's rank correlation of cosine and score, pairs of ${title}`;
    sets.push(
      own.kind === "scored"
        ? scoredSet(title, { name: "pairs_spearman", what }, own.pairs, limit)
        : answeredSet("pairs", title, own.pairs, limit),
    );
  }
  for (const split of stsb === undefined ? [] : stsbSplits) {
    const title = `STS-benchmark ${split}`;
    const figure = { name: `stsb_${split}_spearman`, what: `100 × Spearman's rank correlation of cosine and score, ${title}` };
    sets.push(scoredSet(title, figure, await readStsb(stsb ?? "", split), limit));
  }
  if (banking77 !== undefined) sets.push(labelledSet("banking77", "Banking77", await readBanking77(banking77), limit));
  return sets;
}
