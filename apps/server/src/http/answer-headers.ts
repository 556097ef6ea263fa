import { requestIdHeader } from "./request-ids.ts";

/** Headers of answers that are not among those which every page may read. */
export const answerHeaders: readonly string[] = [
  "retry-after",
  "retry-after-ms",
  "x-compute-characters",
  "x-compute-time",
  "x-compute-tokens",
  "x-compute-type",
  "x-inference-time",
  "x-nestvec-dimension",
  "x-nestvec-layer",
  "x-nestvec-score",
  "x-nestvec-space",
  "x-nestvec-truncated",
  "x-queue-time",
  requestIdHeader,
  "x-tokenization-time",
  "x-total-time",
];
