/** Attributes and metrics: those of OpenTelemetry's conventions for generative AI where there is one, else nestvec's own. */
export const names = {
  operation: "gen_ai.operation.name",
  provider: "gen_ai.provider.name",
  model: "gen_ai.request.model",
  dimension: "gen_ai.embeddings.dimension.count",
  inputTokens: "gen_ai.usage.input_tokens",
  tokenType: "gen_ai.token.type",
  errorType: "error.type",
  operationDuration: "gen_ai.client.operation.duration",
  tokenUsage: "gen_ai.client.token.usage",
  layer: "nestvec.layer",
  layers: "nestvec.layers",
  spaces: "nestvec.spaces",
  texts: "nestvec.texts",
  truncatedTexts: "nestvec.texts.truncated",
  perToken: "nestvec.per_token",
  lane: "nestvec.lane",
  executionProvider: "nestvec.execution_provider",
  waitDuration: "nestvec.wait.duration",
  runDuration: "nestvec.run.duration",
  queueTexts: "nestvec.queue.texts",
  queueTokens: "nestvec.queue.tokens",
  batches: "nestvec.batches",
  batchDuration: "nestvec.batch.duration",
} as const;

/** What every span and measurement of a model has. */
export interface ModelAttributes {
  readonly [names.operation]: string;
  readonly [names.provider]: string;
  readonly [names.model]: string;
}

/** @see ModelAttributes */
export const modelAttributes = (model: string): ModelAttributes & Record<string, string> => ({
  [names.operation]: "embeddings",
  [names.provider]: "nestvec",
  [names.model]: model,
});
