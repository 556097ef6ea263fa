import { Readable } from "node:stream";
import { jsonLines, jsonWriter, readRows, textOf } from "@nestvec/records";
import { loadModel } from "@nestvec/runtime-node";

const embedder = await loadModel();

// In a program of yours: createReadStream("titles.csv"), or any other stream of bytes.
const file = "titles.csv";
const bytes = Readable.from([Buffer.from('id,title\n1,Snow in May\n2,"A quiet\nweek"\n')]);

let written = "";
const writer = jsonWriter(jsonLines({ write: async (content) => void (written += content.toString()) }));
let firstIndex = 0;
for await (const { rows } of readRows(bytes, { file, format: "csv", field: "title" })) {
  const texts = rows.map(({ row, line }) => textOf(row, "title", { file, line }));
  await writer.write({ firstIndex, texts, embeddings: await embedder.embed(texts, { dimension: 32 }) });
  firstIndex += texts.length;
}
await writer.end();

for (const line of written.trimEnd().split("\n")) {
  const { text, embedding }: { text: string; embedding: number[] } = JSON.parse(line);
  console.log(`${JSON.stringify(text)}: ${embedding.length} numbers`);
}

await embedder.dispose();
