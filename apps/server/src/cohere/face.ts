import { randomUUID } from "node:crypto";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { EmbedCall } from "../embedding/embed-inputs.ts";
import type { House } from "../embedding/house.ts";
import type { InputType } from "../embedding/input-type.ts";
import { embedFor } from "../http/embed-for.ts";
import { statusesOf, type Face } from "../http/face.ts";
import { route } from "../http/route.ts";
import { Refusal, type RefusalKind } from "../refusal/refusal.ts";
import { cohereAnswer, cohereBody, type CohereAnswer, type CohereBody } from "./schema.ts";
import { typedEmbeddings } from "./typed-embeddings.ts";

const invalid = { status: 400 };

/** Cohere has a sentence and a status; its client makes its error class of the status. */
const naming: Readonly<Record<RefusalKind, { readonly status: number }>> = {
  argument: invalid,
  empty: invalid,
  "body too large": { status: 413 },
  "too many inputs": invalid,
  "input too long": invalid,
  layer: { status: 422 },
  dimension: { status: 422 },
  "unknown model": { status: 404 },
  "unknown path": { status: 404 },
  "content type": { status: 415 },
  unauthorized: { status: 401 },
  forbidden: { status: 403 },
  unsupported: { status: 422 },
  overloaded: { status: 429 },
  "not ready": { status: 503 },
  deadline: { status: 504 },
  "client gone": { status: 499 },
  timeout: { status: 408 },
  backend: { status: 500 },
  unexpected: { status: 500 },
};

const inputTypes: Readonly<Record<CohereBody["input_type"], InputType>> = {
  search_document: "document",
  search_query: "query",
  classification: "classification",
  clustering: "clustering",
};

const sides = { NONE: "none", START: "start", END: "end" } as const;

/** Cohere's interface: `/v2/embed`. */
export const cohereFace: Face = {
  name: "Cohere",
  prefix: "/v2/",
  statuses: statusesOf(naming),
  errorBody: ({ message }) => ({ message }),
  addRoutes(app: FastifyInstance, house: House): void {
    route(app, {
      method: "POST",
      url: "/v2/embed",
      summary: "Embed texts",
      tag: "Cohere",
      body: cohereBody,
      answer: cohereAnswer,
      error: z.object({ message: z.string() }),
      async handle(body, request, reply): Promise<CohereAnswer> {
        const texts = textsOf(body);
        const { embeddings, tokens } = await embedFor(house, request, reply, callOf(body, texts));
        return {
          id: randomUUID(),
          embeddings: typedEmbeddings(embeddings, body.embedding_types ?? ["float"]),
          texts,
          meta: { api_version: { version: "2" }, billed_units: { input_tokens: tokens } },
          response_type: "embeddings_by_type",
        };
      },
    });
  },
};

function callOf(body: CohereBody, inputs: readonly string[]): EmbedCall {
  return {
    model: body.model,
    inputs,
    layer: body.layer,
    dimension: body.output_dimension,
    inputType: inputTypes[body.input_type],
    truncate: body.truncate === undefined ? undefined : sides[body.truncate],
    truncateByDefault: "end",
    maxTokens: body.max_tokens,
  };
}

function textsOf({ texts, inputs }: CohereBody): readonly string[] {
  if (texts !== undefined && inputs !== undefined)
    throw new Refusal("argument", "texts and inputs are the same thing: give one of them.", { parameter: "texts" });
  const given = texts ?? inputs?.map(({ content }) => content.map(({ text }) => text).join("\n"));
  if (given === undefined) throw new Refusal("argument", "texts or inputs are needed.", { parameter: "texts" });
  return given;
}
