import { cascadeObstacle, cascadeProblem, cascadeRun, isCascading, keptShare } from "./cascade.ts";
import { dimension, layer } from "./cut.ts";
import { fullCut, model } from "./model.ts";
import { problemOf } from "./problem.ts";
import { query } from "./search.ts";
import { storedList } from "./stored-list.ts";

/** Both searches embed all texts anew: a list of thousands would hold the page's other work up for minutes. */
const mostTexts = 200;

const bestMatches = 10;

/** Searches the list in both ways, one after the other. */
export async function runCascade(): Promise<void> {
  const { embedder } = model.value ?? {};
  const texts = storedList.value?.texts.slice(0, mostTexts) ?? [];
  if (embedder === undefined || cascadeObstacle.value !== undefined || isCascading.value || texts.length === 0) return;
  isCascading.value = true;
  cascadeProblem.value = undefined;
  try {
    const wanted = query.value.trim();
    const deepest = fullCut.value.layer;
    const first = { layer: layer.value, dimension: dimension.value, keep: keptShare.value };
    const options = { topK: bestMatches, lane: "bulk" } as const;
    const found = await embedder.search(wanted, texts, { ...options, cascade: [first, { layer: deepest }] });
    const alone = await embedder.search(wanted, texts, { ...options, layer: deepest });
    const best = new Set(alone.matches.map(({ index }) => index));
    cascadeRun.value = {
      query: wanted,
      texts: texts.length,
      steps: found.cascade ?? [],
      milliseconds: found.milliseconds,
      alone: { layer: deepest, milliseconds: alone.milliseconds },
      best: best.size,
      shared: found.matches.filter(({ index }) => best.has(index)).length,
    };
  } catch (error) {
    cascadeProblem.value = problemOf(error);
  } finally {
    isCascading.value = false;
  }
}
