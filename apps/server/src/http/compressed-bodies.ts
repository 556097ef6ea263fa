import { Transform, type Readable, type TransformCallback } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import type { FastifyInstance } from "fastify";
import { Refusal } from "../refusal/refusal.ts";

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
      if (bytes > limit) done(new Refusal("body too large", "The body is larger than this server takes once it is decompressed."));
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
