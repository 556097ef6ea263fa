import type { FastifyReply, FastifyRequest } from "fastify";
import type { Embeddings, TokenEmbeddings } from "@nestvec/core";
import { embedInputs, wholeInputs, type Embed, type EmbedCall, type Embedded } from "../embedding/embed-inputs.ts";
import type { House } from "../embedding/house.ts";
import { addAttributes } from "../tracing/tracing.ts";
import { urgencyOf } from "./urgency-of.ts";

/** Embeds for a request, one vector an input. @see embedAs */
export function embedFor(house: House, request: FastifyRequest, reply: FastifyReply, call: EmbedCall): Promise<Embedded> {
  return embedAs(wholeInputs, house, request, reply, call);
}

/** Embeds for a request, counts it, and puts into the answer's headers how the vectors were made. @throws as `embedInputs` */
export async function embedAs<Answer extends Embeddings | TokenEmbeddings>(
  embed: Embed<Answer>,
  house: House,
  request: FastifyRequest,
  reply: FastifyReply,
  call: EmbedCall,
): Promise<Embedded<Answer>> {
  house.metrics.wanted(house.models.find(call.model).name, call.inputs.length);
  const embedded = await embedInputs(house, call, urgencyOf(request, reply, house), embed);
  const { embeddings, model, characters, tokens } = embedded;
  house.metrics.embedded(model.name, embeddings);
  addAttributes(request, {
    "nestvec.model": model.name,
    "nestvec.layer": embeddings.layer,
    "nestvec.dimension": embeddings.dimension,
    "nestvec.inputs": embeddings.tokens.length,
    "nestvec.tokens": tokens,
  });
  const { tokenizing, waiting, running } = embeddings.timings;
  reply.headers({
    "x-compute-type": "cpu",
    "x-compute-time": whole(reply.elapsedTime),
    "x-total-time": whole(reply.elapsedTime),
    "x-tokenization-time": whole(tokenizing),
    "x-queue-time": whole(waiting),
    "x-inference-time": whole(running),
    "x-compute-characters": String(characters),
    "x-compute-tokens": String(tokens),
    "x-nestvec-layer": String(embeddings.layer),
    "x-nestvec-dimension": String(embeddings.dimension),
    "x-nestvec-space": encodeURI(embeddings.space),
    "x-nestvec-truncated": String(embeddings.truncated.filter(Boolean).length),
  });
  return embedded;
}

const whole = (milliseconds: number): string => String(Math.round(milliseconds));
