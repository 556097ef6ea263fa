import { DatabaseSync } from "node:sqlite";
import { loadModel } from "@nestvec/runtime-node";
import { requireComparable } from "@nestvec/runtime-node/vectors";
import * as sqliteVec from "sqlite-vec";

const embedder = await loadModel();
const dimension = 128;
const database = new DatabaseSync("library.db", { allowExtension: true });
sqliteVec.load(database);
// Bits of all numbers find the candidates, the numbers themselves their order.
database.exec(`
  CREATE TABLE IF NOT EXISTS spaces (name TEXT PRIMARY KEY, space TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS articles (id INTEGER PRIMARY KEY, title TEXT NOT NULL);
  CREATE VIRTUAL TABLE IF NOT EXISTS article_vectors USING vec0 (bits bit[${dimension}], vector float[${dimension}] distance_metric=cosine);
`);
const bytes = ({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength);

// Once: the vectors, and with them the name of their space.
const spaceOf = database.prepare("SELECT space FROM spaces WHERE name = 'articles'");
if (spaceOf.get() === undefined) {
  const titles = ["Reset a forgotten password", "Opening hours of the library", "Delivery times and costs"];
  const { vectors, space } = await embedder.embed(titles, { dimension, role: "document" });
  const title = database.prepare("INSERT INTO articles (title) VALUES (?)");
  const vector = database.prepare("INSERT INTO article_vectors (rowid, bits, vector) VALUES (?, vec_quantize_binary(?), ?)");
  for (const [index, numbers] of vectors.entries()) {
    const { lastInsertRowid } = title.run(titles[index]);
    vector.run(BigInt(lastInsertRowid), bytes(numbers), bytes(numbers));
  }
  database.prepare("INSERT INTO spaces VALUES ('articles', ?)").run(space);
}

// Later: a query of another space is refused.
const query = await embedder.embedOne("I cannot log in any more", { dimension, role: "query" });
requireComparable({ own: query.space }, spaceOf.get().space);
const matches = database
  .prepare(
    `WITH near AS (SELECT rowid, vector FROM article_vectors WHERE bits MATCH vec_quantize_binary(:query) AND k = 200)
     SELECT title, 1 - vec_distance_cosine(vector, :query) AS similarity
     FROM near JOIN articles ON articles.id = near.rowid ORDER BY similarity DESC LIMIT 1`,
  )
  .all({ query: bytes(query.vector) });
for (const { title, similarity } of matches) console.log(title, similarity.toFixed(2));

await embedder.dispose();
database.close();
