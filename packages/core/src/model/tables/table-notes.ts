import type { TableDescription } from "./table-description.ts";

/** What a static model's library would do otherwise, each a sentence. `hasModules`: modules.json says the rest. */
export function tableNotes({ file, library, maxTokensFrom, normalizes }: TableDescription, hasModules: boolean): readonly string[] {
  const notes: string[] = [];
  if (!hasModules && !normalizes)
    notes.push(`${library} leaves the vectors of ${file} at their own lengths. Here they have length 1, unless normalize: false.`);
  if (library === "model2vec" && hasModules)
    notes.push(
      `Texts are read as model2vec reads them: tokens that are unknown are left out, and a text has at most the tokens that "${maxTokensFrom}" gives. Sentence Transformers keeps unknown tokens.`,
    );
  return notes;
}
