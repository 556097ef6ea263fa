import { loadModel } from "@nestvec/runtime-node";

const embedder = await loadModel();

const { vector, tokens } = await embedder.embedOne("One text, one vector.", { dimension: 64 });
console.log(`${vector.length} numbers of ${tokens} tokens`);

/** Texts that come one by one, such as the lines of a large file. */
async function* reports(): AsyncGenerator<string> {
  for (let number = 1; number <= 1000; number++) yield `report number ${number} of the year`;
}

let count = 0;
for await (const { vector: report } of embedder.embedStream(reports(), { layer: 2, dimension: 64 })) {
  // Stored here, one after the other, in the order of the texts.
  if (report.length === 64) count += 1;
}
console.log(`${count} vectors in order`);

await embedder.dispose();
