import { loadModel } from "@nestvec/runtime-node";
import { randomLcg } from "d3-random";
import { answerRequests } from "../children/answer-requests.ts";
import { randomIds } from "../workload/random-texts.ts";
import type { ShapeAnswer, ShapeRequest, ShapesTask } from "./shape-request.ts";

// Embeds batches of one shape on one provider, in a process that does nothing else.
answerRequests<ShapeRequest>(async () => {
  const { model, threads, seed, provider, longest } = JSON.parse(process.argv[2] ?? "") as ShapesTask;
  const embedder = await loadModel(model, {
    threads,
    isolation: "none",
    providers: [provider],
    // As many texts as are given run together, however long that takes. On other providers than the CPU, longer ones need not be compared.
    schedule: { textTokens: longest, paddedTokens: Number.MAX_SAFE_INTEGER, deadlineMilliseconds: Number.MAX_SAFE_INTEGER },
  });
  const { vocabularySize, runtime } = await embedder.info();
  return {
    hello: { runtime, node: process.version },
    async answer({ layer, tokens, batch, runs, warmUps }): Promise<ShapeAnswer> {
      const random = randomLcg(seed);
      // Each its own: texts that are the same would be run once.
      const texts = Array.from({ length: batch }, () => randomIds(tokens, vocabularySize, random));
      const embed = () => embedder.embed(texts, { layer });
      for (let run = 0; run < warmUps; run++) await embed();
      const before = await embedder.stats();
      const started = performance.now();
      for (let run = 0; run < runs; run++) await embed();
      const milliseconds = (performance.now() - started) / runs;
      const after = await embedder.stats();
      return { milliseconds, isOneBatch: after.batches - before.batches === runs };
    },
  };
});
