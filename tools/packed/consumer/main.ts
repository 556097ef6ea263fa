// A project of somebody else's: installs the packages, embeds, compares. Checked by tsc as this file, run as what tsc makes of it.
import { NestvecError, type Embedder, type Embeddings } from "@nestvec/core";
import { encodeBase64, truncate } from "@nestvec/core/vectors";
import { formatOfName, type RowFormat } from "@nestvec/records";
import { loadModel } from "@nestvec/runtime-node";

const texts = ["A man is playing a guitar.", "Someone plays an instrument."] as const;
const model: Embedder = await loadModel();
const embeddings: Embeddings = await model.embed(texts, { dimension: 64 });
const { similarity } = await model.similarity(texts[0], texts[1]);
const refusal: unknown = await model.embed(["text"], { layer: 99 }).catch((error: unknown) => error);
await model.dispose();

const lengths: number[] = embeddings.vectors.map((vector) => vector.length);
const code = refusal instanceof NestvecError ? refusal.code : "none";
const format: RowFormat | undefined = formatOfName("texts.csv.gz");
const stored: string = encodeBase64(embeddings.data);
console.log(JSON.stringify({ lengths, similarity, code, stored: stored.length, format, truncate: typeof truncate }));
