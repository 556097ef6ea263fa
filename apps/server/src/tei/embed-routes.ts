import type { Readable } from "node:stream";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { TextInput, Truncate } from "@nestvec/core";
import { eachToken, type EmbedCall } from "../embedding/embed-inputs.ts";
import type { House } from "../embedding/house.ts";
import { embedAs, embedFor } from "../http/embed-for.ts";
import { vectorSchema } from "../http/json-answer.ts";
import { route } from "../http/route.ts";
import { Refusal } from "../refusal/refusal.ts";
import { cosinesToFirst } from "../embedding/cosines.ts";
import { embedAllBody, embedBody, similarityBody, teiError, type EmbedBody, type TeiDirection, type TeiInputs } from "./schema.ts";
import { tokenVectorsStream } from "./token-vectors-stream.ts";

/** `/embed`, `/embed_all` and `/similarity`. */
export function addEmbedRoutes(app: FastifyInstance, house: House): void {
  // Hugging Face's own client sends to the root.
  for (const url of ["/embed", "/"]) {
    route(app, {
      method: "POST",
      url,
      summary: "Embed texts",
      tag: "TEI",
      body: embedBody,
      answer: z.array(vectorSchema),
      error: teiError,
      async handle(body, request, reply): Promise<readonly Float32Array[]> {
        const { embeddings } = await embedFor(house, request, reply, callOf(body));
        return embeddings.vectors;
      },
    });
  }
  route(app, {
    method: "POST",
    url: "/embed_all",
    summary: "Embed each token",
    description:
      "Vectors of all tokens, special tokens included, as the exit leaves them: not pooled, not of length 1. 422 where the model's graphs pool inside.",
    tag: "TEI",
    body: embedAllBody,
    answer: z.array(z.array(vectorSchema)),
    error: teiError,
    async handle(body, request, reply): Promise<Readable> {
      const { embeddings } = await embedAs(eachToken, house, request, reply, callOf(body));
      reply.type("application/json");
      return tokenVectorsStream(embeddings);
    },
  });
  route(app, {
    method: "POST",
    url: "/similarity",
    summary: "Cosine of one sentence to others",
    tag: "TEI",
    body: similarityBody,
    answer: z.array(z.number()),
    error: teiError,
    async handle({ inputs, parameters }, request, reply): Promise<readonly number[]> {
      if (inputs.sentences.length === 0) throw new Refusal("empty", "`inputs.sentences` cannot be empty.", { parameter: "inputs" });
      const call = {
        inputs: [inputs.source_sentence, ...inputs.sentences],
        ...teiCut(parameters ?? {}),
        prompt: parameters?.prompt_name ?? undefined,
      };
      const { embeddings } = await embedFor(house, request, reply, call);
      return cosinesToFirst(embeddings);
    },
  });
}

function callOf(body: EmbedBody): EmbedCall {
  return {
    model: body.model,
    inputs: inputsOf(body.inputs),
    layer: body.layer,
    dimension: body.dimensions ?? undefined,
    normalize: body.normalize,
    prompt: body.prompt_name ?? undefined,
    ...teiCut(body),
  };
}

/** One text or several. Empty ones are refused, as TEI does. @throws Refusal "empty" */
export function inputsOf(inputs: TeiInputs): readonly TextInput[] {
  const list = typeof inputs === "string" ? [inputs] : inputs;
  if (list.length === 0 || list.some((input) => input.length === 0))
    throw new Refusal("empty", "`inputs` cannot be empty.", { parameter: "inputs" });
  return list;
}

/** What TEI's options of cutting are to the engine. Where a request says nothing, it is as the server was started; TEI cuts. */
export function teiCut({
  truncate,
  truncation_direction: direction,
}: {
  readonly truncate?: boolean | null | undefined;
  readonly truncation_direction?: TeiDirection | undefined;
}): Pick<EmbedCall, "truncate" | "truncateByDefault"> {
  const side: Truncate = direction?.toLowerCase() === "left" ? "start" : "end";
  if (truncate === false) return { truncate: "none", truncateByDefault: side };
  return truncate === true || direction !== undefined ? { truncate: side, truncateByDefault: side } : { truncateByDefault: side };
}
