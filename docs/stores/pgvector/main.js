import { loadModel } from "@nestvec/runtime-node";
import { requireComparable } from "@nestvec/runtime-node/vectors";
import pg from "pg";

const embedder = await loadModel();
const client = new pg.Client(process.env.DATABASE_URL);
await client.connect();
// Numbers of 16 bits at full width, an index on the first 64 of them, and one on the bits of all.
await client.query(`
  CREATE EXTENSION IF NOT EXISTS vector;
  CREATE TABLE IF NOT EXISTS spaces (name text PRIMARY KEY, space text NOT NULL);
  CREATE TABLE IF NOT EXISTS articles (id serial PRIMARY KEY, title text NOT NULL, embedding halfvec(384) NOT NULL);
  CREATE INDEX IF NOT EXISTS articles_first_64 ON articles USING hnsw ((subvector(embedding, 1, 64)::halfvec(64)) halfvec_cosine_ops);
  CREATE INDEX IF NOT EXISTS articles_bits ON articles USING hnsw ((binary_quantize(embedding)::bit(384)) bit_hamming_ops);
`);
const literal = (vector) => `[${vector.join(",")}]`;

// Once: the vectors, and with them the name of their space.
const spaces = await client.query("SELECT space FROM spaces WHERE name = 'articles'");
if (spaces.rowCount === 0) {
  const titles = ["Reset a forgotten password", "Opening hours of the library", "Delivery times and costs"];
  const { vectors, space } = await embedder.embed(titles, { role: "document" });
  await client.query("BEGIN");
  await client.query("INSERT INTO spaces VALUES ('articles', $1)", [space]);
  const insert = "INSERT INTO articles (title, embedding) SELECT * FROM unnest($1::text[], $2::halfvec[])";
  await client.query(insert, [titles, vectors.map(literal)]);
  await client.query("COMMIT");
}

// Later: a query of another space is refused.
const query = await embedder.embedOne("I cannot log in any more", { role: "query" });
const { rows } = await client.query("SELECT space FROM spaces WHERE name = 'articles'");
requireComparable({ own: query.space }, rows[0].space);

// The index finds candidates by few numbers, the cosine of all numbers ranks them.
await client.query("SET hnsw.ef_search = 200");
const ranked = (order) => `
  WITH near AS MATERIALIZED (SELECT title, embedding FROM articles ORDER BY ${order} LIMIT 200)
  SELECT title, 1 - (embedding <=> $1::halfvec(384)) AS similarity FROM near ORDER BY similarity DESC LIMIT 1`;
const byFirst64 = ranked("subvector(embedding, 1, 64)::halfvec(64) <=> subvector($1::halfvec(384), 1, 64)::halfvec(64)");
const byBits = ranked("binary_quantize(embedding)::bit(384) <~> binary_quantize($1::halfvec(384))");
for (const search of [byFirst64, byBits]) {
  const found = await client.query(search, [literal(query.vector)]);
  for (const { title, similarity } of found.rows) console.log(title, similarity.toFixed(2));
}

await client.end();
await embedder.dispose();
