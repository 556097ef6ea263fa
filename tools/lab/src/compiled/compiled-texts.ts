import { loadModel } from "@nestvec/runtime-node";

/** Texts of just so many tokens, special tokens included. */
export async function textsOf(model: string, rows: number, tokens: number): Promise<readonly string[]> {
  await using embedder = await loadModel(model, { isolation: "none" });
  const words = Array.from({ length: tokens }, (_, index) => wordAt(index));
  const whole = await embedder.tokenize([words.join(" ")]);
  const extra = (whole[0]?.ids.length ?? tokens) - tokens;
  return Array.from({ length: rows }, (_, row) => [...words.slice(row), ...words.slice(0, row)].slice(Math.max(0, extra)).join(" "));
}

const nouns = ["river", "mill", "farm", "story", "music", "science", "trade", "weather", "season", "train", "city", "bread", "stone"];

const wordAt = (index: number): string => nouns[(index * 7 + ((index * index) % 5)) % nouns.length] ?? "river";
