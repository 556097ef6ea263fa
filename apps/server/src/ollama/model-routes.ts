import { createHash } from "node:crypto";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { packageVersion } from "../base/package-version.ts";
import { Refusal } from "../base/refusal.ts";
import type { ServerParts } from "../http/api.ts";
import { route } from "../http/route.ts";
import type { ModelRegistry, ServedModel } from "../models/served-models.ts";
import {
  type OllamaDetails,
  ollamaError,
  type OllamaModel,
  ollamaModels,
  ollamaShowAnswer,
  type OllamaShowAnswer,
  ollamaShowBody,
} from "./schema.ts";

/** Ollama has these of the file that a model is in. Of ONNX graphs only the format is known. */
const details: OllamaDetails = {
  parent_model: "",
  format: "onnx",
  family: "nestvec",
  families: ["nestvec"],
  parameter_size: "",
  quantization_level: "",
};

/** `/api/tags`, `/api/ps`, `/api/show` and `/api/version`. */
export function addModelRoutes(app: FastifyInstance, parts: ServerParts): void {
  const common = { tag: "Ollama", error: ollamaError } as const;
  const { models } = parts.models;
  route(app, {
    ...common,
    method: "GET",
    url: "/api/tags",
    summary: "List the models",
    answer: ollamaModels,
    handle: async () => ({
      models: await Promise.all(models.map(async (model) => ({ ...(await entryOf(model)), modified_at: whenReady(model) }))),
    }),
  });
  route(app, {
    ...common,
    method: "GET",
    url: "/api/ps",
    summary: "List the models that are loaded",
    answer: ollamaModels,
    handle: async () => ({ models: await Promise.all(models.filter(({ state }) => state === "ready").map(loadedEntryOf)) }),
  });
  route(app, {
    ...common,
    method: "POST",
    url: "/api/show",
    summary: "What is known of a model",
    body: ollamaShowBody,
    answer: ollamaShowAnswer,
    async handle({ model, name = model }): Promise<OllamaShowAnswer> {
      if (name === undefined) throw new Refusal("argument", "model is needed.", { parameter: "model" });
      const served = parts.models.find(servedName(parts.models, name));
      const { info } = await served.use();
      return {
        modelfile: "",
        parameters: "",
        template: "",
        details,
        model_info: {
          "general.architecture": details.family,
          [`${details.family}.context_length`]: info.maxTokens,
          [`${details.family}.embedding_length`]: info.width,
          [`${details.family}.vocab_size`]: info.vocabularySize,
        },
        capabilities: ["embedding"],
        modified_at: whenReady(served),
      };
    },
  });
  route(app, {
    ...common,
    method: "GET",
    url: "/api/version",
    summary: "The server's version",
    answer: z.object({ version: z.string() }),
    handle: async () => ({ version: packageVersion() }),
  });
}

async function entryOf(model: ServedModel): Promise<OllamaModel> {
  const name = taggedName(model.name);
  const identity = model.state === "ready" ? (await model.use()).info.identity : "";
  const digest = identity === "" ? "" : createHash("sha256").update(identity).digest("hex");
  return { name, model: name, size: 0, digest, details };
}

async function loadedEntryOf(model: ServedModel): Promise<OllamaModel> {
  const { info } = await model.use();
  // Models stay until the server ends; Ollama says so by a day far away.
  return { ...(await entryOf(model)), expires_at: new Date(Date.UTC(2318, 0)).toISOString(), size_vram: 0, context_length: info.maxTokens };
}

/** When a model was ready; the beginning of time where it was not yet. */
const whenReady = ({ created }: ServedModel): string => new Date(created * 1000).toISOString();

const tag = /:latest$/;

/** The name under which a model is served: Ollama's names may end in a tag, `name:latest`. */
export function servedName({ models }: ModelRegistry, name: string): string {
  return models.some((served) => served.name === name) ? name : name.replace(tag, "");
}

/** A served model's name as Ollama lists it, with a tag. */
const taggedName = (name: string): string => (name.includes(":") ? name : `${name}:latest`);
