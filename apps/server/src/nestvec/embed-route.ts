import type { FastifyInstance } from "fastify";
import type { Embeddings } from "@nestvec/core";
import { type Embedded, embedFor, embedLayersFor } from "../embedding/embed-for.ts";
import type { ServerParts } from "../http/api.ts";
import { inputList, itemsOf, promptNamed, requireContent } from "../http/inputs.ts";
import { route } from "../http/route.ts";
import { nestvecEmbedAnswer, type NestvecEmbedAnswer, nestvecEmbedBody, type NestvecEmbedBody, nestvecErrorBody } from "./schema.ts";

/** `/nestvec/embed`. */
export function addEmbedRoute(app: FastifyInstance, parts: ServerParts): void {
  route(app, {
    method: "POST",
    url: "/nestvec/embed",
    summary: "Embed texts at one exit or several",
    tag: "nestvec",
    body: nestvecEmbedBody,
    answer: nestvecEmbedAnswer,
    error: nestvecErrorBody,
    async handle(body, request, reply): Promise<NestvecEmbedAnswer> {
      const { layers } = body;
      const call = callOf(body);
      return layers === undefined
        ? answerOf(inList(await embedFor(parts, request, reply, call)))
        : answerOf(await embedLayersFor(parts, request, reply, { ...call, layers }));
    },
  });
}

function callOf(body: NestvecEmbedBody): Parameters<typeof embedFor>[3] {
  const inputs = inputList(body.texts);
  const nameOf = itemsOf("texts", body.texts);
  requireContent(inputs, nameOf);
  return {
    model: body.model,
    inputs,
    nameOf,
    dimension: body.dimension,
    prompt: promptNamed(body.prompt_name),
    inputType: body.input_type,
    task: body.task,
    truncate: body.truncate,
    truncateByDefault: "end",
    maxTokens: body.max_tokens,
    normalize: body.normalize,
  };
}

const inList = ({ embeddings, ...rest }: Embedded): Embedded<readonly Embeddings[]> => ({ ...rest, embeddings: [embeddings] });

function answerOf({ model, embeddings: exits }: Embedded<readonly Embeddings[]>): NestvecEmbedAnswer {
  const [first] = exits;
  return {
    model: model.name,
    exits: exits.map(({ layer, dimension, space, vectors }) => ({ layer, dimension, space, vectors })),
    prompt: first?.prompt ?? null,
    tokens: first?.tokens ?? [],
    truncated: first?.truncated ?? [],
    milliseconds: first?.milliseconds ?? 0,
  };
}
