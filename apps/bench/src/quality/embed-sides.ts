import type { Matrix } from "@nestvec/core/vectors";
import type { Course } from "./vectors/course.ts";
import type { MeasuredModel } from "./measured-model.ts";
import type { QualitySet } from "./sets/quality-set.ts";
import type { Sides } from "./vectors/comparable-sides.ts";

/** Texts of a call: enough for the schedule to form batches of like length, few enough to tell how far it is. */
const textsOfCall = 256;
/** A day: the budget of the bench decides, and it is looked at between calls. */
const deadlineMilliseconds = 86_400_000;

/** The full vectors of a set's two sides at one exit, each text computed once; undefined where the time was over before all of them were. */
export async function embedSides(
  { title, queries, stored }: QualitySet,
  layer: number,
  { embedder, width }: Pick<MeasuredModel, "embedder" | "width">,
  course: Course,
): Promise<Sides | undefined> {
  // By length, since texts of a call are padded to one another.
  const texts = [...new Set([...queries, ...stored])].toSorted((left, right) => left.length - right.length);
  const vectors = new Float32Array(texts.length * width);
  for (let start = 0; start < texts.length; start += textsOfCall) {
    await course.yieldToEvents();
    if (course.isOver()) return undefined;
    course.progress(`${title}, layer ${layer}: ${start.toLocaleString("en-US")} of ${texts.length.toLocaleString("en-US")} texts embedded`);
    const { signal } = course;
    const options = { layer, lane: "bulk", deadlineMilliseconds, signal } as const;
    const { data } = await embedder.embed(texts.slice(start, start + textsOfCall), options);
    vectors.set(data, start * width);
  }
  const placeOf = new Map(texts.map((text, place) => [text, place]));
  const side = (asked: readonly string[]): Matrix => {
    const data = new Float32Array(asked.length * width);
    for (const [row, text] of asked.entries()) {
      const place = placeOf.get(text) ?? 0;
      data.set(vectors.subarray(place * width, (place + 1) * width), row * width);
    }
    return { data, rows: asked.length, width };
  };
  return { queries: side(queries), stored: side(stored) };
}
