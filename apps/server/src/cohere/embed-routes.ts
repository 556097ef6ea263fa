import { randomUUID } from "node:crypto";
import type { FastifyInstance } from "fastify";
import { Refusal } from "../base/refusal.ts";
import { type EmbedCall, embedFor } from "../embedding/embed-for.ts";
import type { InputType } from "../embedding/prompt-names.ts";
import type { ServerParts } from "../http/api.ts";
import { itemsOf, refuseImages, requireContent } from "../http/inputs.ts";
import { route } from "../http/route.ts";
import {
  type CohereAnswer,
  cohereAnswer,
  type CohereBody,
  cohereBody,
  cohereError,
  cohereV1Answer,
  type CohereV1Answer,
  type CohereV1Body,
  cohereV1Body,
} from "./schema.ts";
import { typedEmbeddings } from "./typed-embeddings.ts";

const inputTypes: Readonly<Record<CohereBody["input_type"], InputType>> = {
  search_document: "document",
  search_query: "query",
  classification: "classification",
  clustering: "clustering",
};

const sides = { NONE: "none", START: "start", END: "end" } as const;

/** `/v1/embed` and `/v2/embed`. */
export function addEmbedRoutes(app: FastifyInstance, parts: ServerParts): void {
  const common = { method: "POST", tag: "Cohere", error: cohereError } as const;
  route(app, {
    ...common,
    url: "/v2/embed",
    summary: "Embed texts",
    body: cohereBody,
    answer: cohereAnswer,
    async handle(body, request, reply): Promise<CohereAnswer> {
      const call = callOf(body);
      const { embeddings, tokens } = await embedFor(parts, request, reply, call);
      return {
        id: randomUUID(),
        embeddings: typedEmbeddings(embeddings, body.embedding_types ?? ["float"]),
        texts: call.inputs,
        meta: metaOf("2", tokens),
        response_type: "embeddings_by_type",
      };
    },
  });
  route(app, {
    ...common,
    url: "/v1/embed",
    summary: "Embed texts, as version 1 does",
    description: "Without embedding_types, the vectors are a plain list.",
    body: cohereV1Body,
    answer: cohereV1Answer,
    async handle(body, request, reply): Promise<CohereV1Answer> {
      const call = callOf(body);
      const { embeddings, tokens } = await embedFor(parts, request, reply, call);
      const shared = { id: randomUUID(), texts: call.inputs, meta: metaOf("1", tokens) };
      return body.embedding_types === undefined
        ? { ...shared, embeddings: embeddings.vectors, response_type: "embeddings_floats" }
        : { ...shared, embeddings: typedEmbeddings(embeddings, body.embedding_types), response_type: "embeddings_by_type" };
    },
  });
}

const metaOf = (version: string, tokens: number): CohereAnswer["meta"] => ({
  api_version: { version },
  billed_units: { input_tokens: tokens },
});

function callOf(body: CohereBody | CohereV1Body): EmbedCall & { readonly inputs: readonly string[] } {
  const { inputs, parameter } = textsOf(body);
  const nameOf = itemsOf(parameter);
  requireContent(inputs, nameOf);
  return {
    model: body.model,
    inputs,
    nameOf,
    layer: body.layer,
    dimension: body.output_dimension,
    inputType: body.input_type === undefined ? undefined : inputTypes[body.input_type],
    truncate: body.truncate === undefined ? undefined : sides[body.truncate],
    truncateByDefault: "end",
    maxTokens: body.max_tokens,
  };
}

function textsOf(body: CohereBody | CohereV1Body): { readonly inputs: readonly string[]; readonly parameter: string } {
  refuseImages(body);
  const { texts, inputs } = body;
  if (texts !== undefined && inputs !== undefined)
    throw new Refusal("argument", "texts and inputs are the same thing: give one of them.", { parameter: "texts" });
  if (texts !== undefined) return { inputs: texts, parameter: "texts" };
  if (inputs !== undefined) return { inputs: inputs.map(({ content }) => content.map(({ text }) => text).join("\n")), parameter: "inputs" };
  throw new Refusal("argument", "texts or inputs are needed.", { parameter: "texts" });
}
