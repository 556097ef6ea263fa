import { DatabaseSync } from "node:sqlite";
import { loadModel } from "@nestvec/runtime-node";

const embedder = await loadModel();
const dimension = 128;
const database = new DatabaseSync("articles.db");
database.exec(`
  CREATE TABLE IF NOT EXISTS spaces (name TEXT PRIMARY KEY, space TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS articles (id INTEGER PRIMARY KEY, title TEXT NOT NULL, vector BLOB NOT NULL);
`);

// Once: the vectors, and with them the name of their space.
const spaceOf = database.prepare("SELECT space FROM spaces WHERE name = 'articles'");
if (spaceOf.get() === undefined) {
  const titles = ["Reset a forgotten password", "Opening hours of the library", "Delivery times and costs"];
  const { vectors, space } = await embedder.embed(titles, { dimension, role: "document" });
  database.prepare("INSERT INTO spaces VALUES ('articles', ?)").run(space);
  const insert = database.prepare("INSERT INTO articles (title, vector) VALUES (?, ?)");
  // A BLOB of float32, of the machine's own byte order.
  for (const [index, { buffer, byteOffset, byteLength }] of vectors.entries())
    insert.run(titles[index], new Uint8Array(buffer, byteOffset, byteLength));
}

// Later: all of them into memory, in one buffer. A search of another space is refused.
const rows = database.prepare("SELECT title, vector FROM articles ORDER BY id").all();
const data = new Float32Array(rows.length * dimension);
for (const [index, { vector }] of rows.entries()) new Uint8Array(data.buffer).set(vector, index * vector.byteLength);
const vectors = rows.map((_row, index) => data.subarray(index * dimension, (index + 1) * dimension));
const held = await embedder.hold({ space: spaceOf.get().space, vectors });
const { matches } = await embedder.search("I cannot log in any more", held, { dimension, topK: 1 });
for (const { index, similarity } of matches) console.log(rows[index].title, similarity.toFixed(2));

await embedder.dispose();
database.close();
