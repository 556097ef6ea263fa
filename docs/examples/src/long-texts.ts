import { loadModel, NestvecError } from "@nestvec/runtime-node";

const embedder = await loadModel();
const { maxTokens } = await embedder.info();
const report = `The report begins here. ${"It goes on and on. ".repeat(200)} The conclusion: all is well.`;

// By default the end of a long text is cut off, and the answer says so.
const { tokens, truncated } = await embedder.embed([report]);
console.log(`limit ${maxTokens}: read ${tokens[0]} tokens, cut: ${truncated[0]}`);

// Or its start, so that the conclusion is read; special tokens stay at both ends.
const [end] = await embedder.tokenize([report], { truncate: "start", maxTokens: 8 });
console.log(end?.pieces.join(" "));

// Or it is an error that says how many tokens came.
try {
  await embedder.embed([report], { truncate: "none" });
} catch (error) {
  if (!NestvecError.is(error, "TEXT_TOO_LONG")) throw error;
  console.log(error.message);
}

await embedder.dispose();
