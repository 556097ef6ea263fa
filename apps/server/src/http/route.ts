import { isUtf8 } from "node:buffer";
import { Transform, type Readable, type TransformCallback } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { encodeJson } from "@nestvec/core/vectors";
import { z } from "zod";
import { Refusal } from "../base/refusal.ts";

/** One route: what it takes, gives and does. Of the schemas the OpenAPI document is made; the body is checked, the answer is typed. */
export interface Route<Body, Answer> {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly summary: string;
  readonly description?: string;
  readonly tag: string;
  readonly body?: z.ZodType<Body>;
  readonly answer: z.ZodType<Answer>;
  readonly error: z.ZodType;
  /** A stream is the answer as JSON text, for those too large to be held in one piece. */
  handle(body: Body, request: FastifyRequest, reply: FastifyReply): Promise<Answer | Readable>;
}

declare module "fastify" {
  interface FastifyContextConfig {
    /** The route does work: it counts as a request under way, and is refused where the server is full or stops. */
    readonly isWork?: boolean;
    /** The route may be used without an API key. */
    readonly isOpen?: boolean;
    /** The route is a probe of an orchestrator, which may call the server by its address. */
    readonly isProbe?: boolean;
  }
}

/** Adds a route to the server. Those with a body do work. */
export function route<Body, Answer>(
  app: FastifyInstance,
  { method, url, summary, description, tag, body, answer, error, handle }: Route<Body, Answer>,
): void {
  app.route({
    method,
    url,
    schema: {
      summary,
      tags: [tag],
      ...(description && { description }),
      ...(body && { body }),
      response: { 200: answer, "4xx": error, "5xx": error },
    },
    config: { isWork: body !== undefined },
    handler: (request, reply) => handle(request.body as Body, request, reply),
  });
}

/** Takes JSON in UTF-8 and nothing else, and keeps `__proto__` and `constructor.prototype` out of it. */
export function addJsonBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "buffer" }, jsonParser(app));
  app.setValidatorCompiler(({ schema }) => (data: unknown) => {
    const checked = (schema as z.ZodType).safeParse(withoutNulls(data));
    return checked.success ? { value: checked.data } : { error: refusalOfIssues(checked.error.issues) };
  });
  // Answers are made by typed code; checking every number of every vector once more would cost more than making them.
  // Fastify sends bytes as they are; its types only know of text.
  app.setSerializerCompiler(() => jsonAnswer as unknown as () => string);
}

/**
 * Takes JSON whatever the Content-Type says. Pages may send other types without asking, so that they are taken of a page only where its origin may
 * call anyway.
 */
export function addAnyTypeBodies(app: FastifyInstance, origins: readonly string[]): void {
  const parse = jsonParser(app);
  app.addContentTypeParser("*", { parseAs: "buffer" }, (request, body, done) => {
    const { origin } = request.headers;
    if (origin === undefined || origins.includes(origin) || origins.includes("*")) return parse(request, body, done);
    return done(new Refusal("content type", "From a page, the Content-Type must be application/json."), undefined);
  });
}

type Parser = (request: FastifyRequest, body: string | Buffer, done: (error: Error | null, value?: unknown) => void) => void;

function jsonParser(app: FastifyInstance): Parser {
  const parse = app.getDefaultJsonParser("error", "error");
  return (request, body, done) => {
    const bytes = body as Buffer;
    const charset = /;\s*charset=("?)([^";]+)\1/i.exec(request.headers["content-type"] ?? "")?.[2] ?? "utf-8";
    if (!/^utf-?8$/i.test(charset)) return done(new Refusal("content type", "The body must be JSON in UTF-8."), undefined);
    if (bytes.length === 0) return done(new Refusal("argument", "The body is empty; it must be JSON."), undefined);
    if (!isUtf8(bytes)) return done(new Refusal("argument", "The body is not valid UTF-8."), undefined);
    return void parse(request, bytes.toString("utf8"), done);
  };
}

/**
 * Null means left out, in every field of every API: many clients write all fields that they know. Lists keep theirs, where null is no item;
 * objects are never in lists of lists. No API reads what lies deeper than `depth`, and JSON can be nested deeper than calls can.
 */
export function withoutNulls(value: unknown, depth = 8): unknown {
  if (depth === 0) return value;
  if (Array.isArray(value)) {
    const hasObjects = value.some((item) => typeof item === "object" && item !== null && !Array.isArray(item));
    return hasObjects ? value.map((item: unknown) => (Array.isArray(item) ? item : withoutNulls(item, depth - 1))) : value;
  }
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(members.map(([name, member]) => [name, withoutNulls(member, depth - 1)]));
}

/** What is wrong with a body: the first path, and what is expected there. Names of unknown keys, which may be anything, are not repeated. */
function refusalOfIssues(issues: readonly z.core.$ZodIssue[]): Refusal {
  const [issue] = issues;
  if (issue === undefined) return new Refusal("argument", "The request is not what this path takes.");
  const path = issue.path
    .map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`))
    .join("")
    .replace(/^\./, "");
  const parameter = typeof issue.path[0] === "string" ? issue.path[0] : undefined;
  const what = issue.code === "unrecognized_keys" ? "has a key that is not known here" : issue.message;
  const separator = what.startsWith("must ") ? " " : ": ";
  const message = `${path === "" ? "The request" : path}${separator}${what}`;
  return new Refusal("argument", message.endsWith(".") ? message : `${message}.`, { parameter });
}

const decoders: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  "x-gzip": createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/** Takes bodies that are compressed. What they become is bounded like any body, and decompressing ends where the bound is reached. */
export function addCompressedBodies(app: FastifyInstance, limit: number): void {
  app.addHook("preParsing", (request, _reply, payload, done) => {
    const encoding = (request.headers["content-encoding"] ?? "identity").trim().toLowerCase();
    if (encoding === "identity" || encoding === "") return done(null, payload);
    const decoder = Object.hasOwn(decoders, encoding) ? decoders[encoding] : undefined;
    if (decoder !== undefined) return done(null, decompressed(payload as Readable, decoder(), limit));
    const known = Object.keys(decoders).join(", ");
    return done(new Refusal("content type", `The Content-Encoding must be one of ${known}, or none.`));
  });
}

/** The decompressed body; Fastify compares `receivedEncodedLength` with the Content-Length. */
function decompressed(body: Readable, decoder: Transform, limit: number): Transform & { receivedEncodedLength: number } {
  let bytes = 0;
  const bounded = new Transform({
    transform(chunk: Buffer, _encoding: string, done: TransformCallback) {
      bytes += chunk.length;
      if (bytes > limit) done(new Refusal("body too large", "The body is larger than the server's limit once it is decompressed."));
      else done(null, chunk);
    },
  });
  const measured = Object.assign(bounded, { receivedEncodedLength: 0 });
  body.on("data", (chunk: Buffer) => (measured.receivedEncodedLength += chunk.length));
  body.once("close", () => {
    if (!body.readableEnded) measured.destroy(new Refusal("client gone", "The request was given up."));
  });
  decoder.once("error", (cause) => measured.destroy(new Refusal("argument", "The body is not what its Content-Encoding says.", { cause })));
  measured.once("error", () => {
    // The rest of the body is read, so that the client gets to know of it.
    body.unpipe(decoder);
    decoder.destroy();
    body.resume();
  });
  body.pipe(decoder).pipe(measured);
  return measured;
}

/** A vector in an answer: a list of numbers in JSON. It is written from its float32 numbers, never made a list of float64. */
export const vectorSchema = z.array(z.number()) as unknown as z.ZodType<Float32Array>;

/** An answer as JSON in UTF-8. As JSON.stringify writes it, except that a `Float32Array` is a list of its shortest decimals. */
export function jsonAnswer(answer: unknown): Buffer {
  const parts: (string | Uint8Array)[] = [];
  addParts(answer, parts);
  const sizes = parts.map((part) => (typeof part === "string" ? Buffer.byteLength(part) : part.length));
  const bytes = Buffer.allocUnsafe(sizes.reduce((sum, size) => sum + size, 0));
  let end = 0;
  for (const [index, part] of parts.entries()) {
    if (typeof part === "string") bytes.write(part, end);
    else bytes.set(part, end);
    end += sizes[index] ?? 0;
  }
  return bytes;
}

function addParts(value: unknown, parts: (string | Uint8Array)[]): void {
  if (value instanceof Float32Array) {
    parts.push(encodeJson(value));
  } else if (Array.isArray(value) && typeof value[0] === "object") {
    for (const [index, item] of value.entries()) {
      parts.push(index === 0 ? "[" : ",");
      addParts(item, parts);
    }
    parts.push("]");
  } else if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    for (const [index, [name, member]] of members.entries()) {
      parts.push(`${index === 0 ? "{" : ","}${JSON.stringify(name)}:`);
      addParts(member, parts);
    }
    parts.push(members.length === 0 ? "{}" : "}");
  } else {
    parts.push(JSON.stringify(value));
  }
}
