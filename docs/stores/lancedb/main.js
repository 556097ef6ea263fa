import * as lancedb from "@lancedb/lancedb";
import { loadModel } from "@nestvec/runtime-node";
import { requireComparable } from "@nestvec/runtime-node/vectors";

const embedder = await loadModel();
const dimension = 128;
const database = await lancedb.connect("articles.lance");

// Once: the vectors, and with them the name of their space.
if (!(await database.tableNames()).includes("articles")) {
  const titles = ["Reset a forgotten password", "Opening hours of the library", "Delivery times and costs"];
  const { vectors, space } = await embedder.embed(titles, { dimension, role: "document" });
  await database.createTable(
    "articles",
    titles.map((title, index) => ({ title, vector: Array.from(vectors[index]) })),
  );
  await database.createTable("spaces", [{ name: "articles", space }]);
}

// Later: a query of another space is refused.
const spaces = await database.openTable("spaces");
const [stored] = await spaces.query().where("name = 'articles'").toArray();
const query = await embedder.embedOne("I cannot log in any more", { dimension, role: "query" });
requireComparable({ own: query.space }, stored.space);
const articles = await database.openTable("articles");
const matches = await articles.vectorSearch(query.vector).distanceType("cosine").limit(1).toArray();
for (const { title, _distance } of matches) console.log(title, (1 - _distance).toFixed(2));

await embedder.dispose();
