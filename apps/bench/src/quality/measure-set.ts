import { NestvecError } from "@nestvec/core";
import type { QualityCell, StoredType } from "../results/quality.ts";
import { embedSides } from "./embed-sides.ts";
import type { MeasuredModel } from "./measured-model.ts";
import type { Judging, QualitySet } from "./sets/quality-set.ts";
import { bytesOf, comparableSides, type Sides } from "./vectors/comparable-sides.ts";

/** One cut with what it is worth in each of the set's figures. */
export interface JudgedCut extends Omit<QualityCell, "quality"> {
  readonly figures: readonly number[];
}

/** What was measured on one set. */
export interface MeasuredSet {
  readonly cuts: readonly JudgedCut[];
  /** How many cuts there are. More than were measured where the time was over before. */
  readonly asked: number;
}

const storedTypes: readonly StoredType[] = ["float32", "int8", "binary"];
/** For the full vectors of all exits: a bound on memory, which else grew with the user's file. */
const mostVectorBytes = 2 ** 31;

/**
 * Measures every cut on one set: exits deepest first, each embedded once at full width, and judged as soon as it is there, by itself and
 * as the query's exit against each deeper one where they share a space.
 * @throws NestvecError ARGUMENT_INVALID where the vectors would take too much memory, ABORTED, and as `Embedder.embed`
 */
export async function measureSet(set: QualitySet, model: MeasuredModel, judging: Judging): Promise<MeasuredSet> {
  const { layers, deepest, dimensions, sharedSpace, width } = model;
  const { course } = judging;
  requireRoom(set, layers.length + 1, width);
  const pairs = sharedSpace ? (layers.length * (layers.length + 1)) / 2 : layers.length;
  const asked = pairs * dimensions.length * storedTypes.length;
  const cuts: JudgedCut[] = [];
  const sidesOf = new Map<number, Sides>();
  const stopped = (): MeasuredSet => ({ cuts: cuts.toSorted(inOrder), asked });

  const top = set.comparesWithFullCut || layers.includes(deepest) ? await embedSides(set, deepest, model, course) : undefined;
  if (set.comparesWithFullCut && top === undefined) return stopped();
  const judge = await set.judge(judging, set.comparesWithFullCut && top !== undefined ? comparableSides(top, width, "float32") : undefined);

  for (const queryLayer of layers.toReversed()) {
    const own = queryLayer === deepest ? top : await embedSides(set, queryLayer, model, course);
    if (own === undefined) return stopped();
    if (!sharedSpace) sidesOf.clear();
    sidesOf.set(queryLayer, own);
    for (const [storedLayer, { stored }] of sidesOf) {
      course.progress(`${set.title}, layer ${queryLayer === storedLayer ? queryLayer : `${queryLayer} against ${storedLayer}`}: comparing`);
      for (const dimension of dimensions) {
        for (const type of storedTypes) {
          await course.yieldToEvents();
          if (course.isOver()) return stopped();
          const figures = await judge(comparableSides({ queries: own.queries, stored }, dimension, type));
          cuts.push({ queryLayer, storedLayer, dimension, stored: type, storedBytes: bytesOf(type, dimension), figures });
        }
      }
    }
  }
  return stopped();
}

/** By exits, then widest first, then float32, int8, binary. */
const inOrder = (left: JudgedCut, right: JudgedCut): number =>
  left.queryLayer - right.queryLayer ||
  left.storedLayer - right.storedLayer ||
  right.dimension - left.dimension ||
  storedTypes.indexOf(left.stored) - storedTypes.indexOf(right.stored);

function requireRoom({ title, queries, stored }: QualitySet, layers: number, width: number): void {
  const texts = queries.length + stored.length;
  const most = Math.floor(mostVectorBytes / (4 * width * layers));
  if (texts <= most) return;
  const expected = `at most ${most.toLocaleString("en-US")}, so that their vectors of ${layers} layers fit into 2 GiB; leave some out`;
  throw new NestvecError("ARGUMENT_INVALID", { argument: title, found: `a set of ${texts.toLocaleString("en-US")} texts`, expected });
}
