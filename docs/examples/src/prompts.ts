import { cp, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { referenceModels } from "@nestvec/conformance/models";
import { loadModel } from "@nestvec/runtime-node";

// Models that were trained with prompts say so in this file. A model without one gets it here, to have something to show.
const folder = join(await mkdtemp(join(tmpdir(), "nestvec-")), "model");
await cp(fileURLToPath(new URL("tiny-modernbert", referenceModels)), folder, { recursive: true });
const prompts = { query: "search_query: ", document: "search_document: " };
await writeFile(join(folder, "config_sentence_transformers.json"), JSON.stringify({ prompts, default_prompt_name: "document" }));

const embedder = await loadModel(folder);
const documents = await embedder.embed(["Opening hours of the library"]);
console.log(`the default prompt: ${documents.prompt}`);
const query = await embedder.embed(["when can I visit?"], { role: "query" });
console.log(`asked for: ${query.prompt}`);
const bare = await embedder.embed(["when can I visit?"], { prompt: null });
console.log(`none: ${bare.prompt}, ${bare.tokens[0]} tokens instead of ${query.tokens[0]}`);

// In a search, the query and candidates given as texts have their own by themselves; others can be named.
const candidates = ["Opening hours of the library", "How to borrow a book"];
const { matches } = await embedder.search("when can I visit?", candidates, { prompt: "query", candidatePrompt: "document" });
console.log(`${matches.length} candidates in order`);

await embedder.dispose();
