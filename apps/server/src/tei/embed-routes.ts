import { Readable } from "node:stream";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { Truncate, TokenEmbeddings } from "@nestvec/core";
import { Refusal } from "../base/refusal.ts";
import { cosinesToFirst, eachToken, embedAs, type EmbedCall, embedFor } from "../embedding/embed-for.ts";
import type { ServerParts } from "../http/api.ts";
import { firstAndItems, inputList, itemsOf, promptNamed, requireContent } from "../http/inputs.ts";
import { jsonAnswer, route, vectorSchema } from "../http/route.ts";
import { embedAllBody, embedBody, type EmbedBody, similarityBody, type TeiCut, teiError } from "./schema.ts";

/** `/embed`, `/embed_all` and `/similarity`. */
export function addEmbedRoutes(app: FastifyInstance, parts: ServerParts): void {
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
        const { embeddings } = await embedFor(parts, request, reply, callOf(body));
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
      const { embeddings } = await embedAs(eachToken, parts, request, reply, callOf(body));
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
    async handle({ inputs, parameters = {}, model, layer }, request, reply): Promise<readonly number[]> {
      if (inputs.sentences.length === 0) throw new Refusal("empty", "inputs.sentences is empty.", { parameter: "inputs" });
      const call = {
        model,
        layer,
        inputs: [inputs.source_sentence, ...inputs.sentences],
        nameOf: firstAndItems("inputs.source_sentence", "inputs.sentences"),
        ...teiCut(parameters),
        prompt: promptNamed(parameters.prompt_name),
      };
      requireContent(call.inputs, call.nameOf);
      const { embeddings } = await embedFor(parts, request, reply, call);
      return cosinesToFirst(embeddings);
    },
  });
}

function callOf(body: EmbedBody): EmbedCall {
  const inputs = inputList(body.inputs);
  const nameOf = itemsOf("inputs", body.inputs);
  requireContent(inputs, nameOf);
  return {
    model: body.model,
    inputs,
    nameOf,
    layer: body.layer,
    dimension: body.dimensions,
    normalize: body.normalize,
    prompt: promptNamed(body.prompt_name),
    ...teiCut(body),
  };
}

/** What TEI's options of cutting are to the engine. Where a request says nothing, it is as the server was started; TEI cuts. */
export function teiCut({ truncate, truncation_direction: direction }: TeiCut): Pick<EmbedCall, "truncate" | "truncateByDefault"> {
  const side: Truncate = direction?.toLowerCase() === "left" ? "start" : "end";
  if (truncate === false) return { truncate: "none", truncateByDefault: side };
  return truncate === true || direction !== undefined ? { truncate: side, truncateByDefault: side } : { truncateByDefault: side };
}

/** Numbers that are written at a stretch: about a megabyte of JSON, some milliseconds. */
const stretch = 50_000;

/**
 * `[inputs][tokens][dimension]` as JSON text, in parts, each made when the client has taken those before: as one string it could be longer than a
 * string may be, and would hold all other requests.
 */
function tokenVectorsStream(embeddings: TokenEmbeddings): Readable {
  return Readable.from(jsonParts(embeddings), { objectMode: false });
}

function* jsonParts({ tokenVectors, dimension }: TokenEmbeddings): Generator<string | Buffer> {
  const tokensAtOnce = Math.ceil(stretch / dimension);
  for (const [text, data] of tokenVectors.entries()) {
    yield text === 0 ? "[[" : ",[";
    for (let start = 0; start < data.length; start += tokensAtOnce * dimension) {
      const rows = [];
      const end = Math.min(data.length, start + tokensAtOnce * dimension);
      for (let at = start; at < end; at += dimension) rows.push(data.subarray(at, at + dimension));
      if (start > 0) yield ",";
      yield jsonAnswer(rows).subarray(1, -1);
    }
    yield "]";
  }
  yield "]";
}
