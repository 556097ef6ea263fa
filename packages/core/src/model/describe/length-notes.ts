import type { ModulesConfig } from "../settings/modules-config.ts";
import { sentenceConfigPath, type SentenceConfig } from "../settings/sentence-transformers-config.ts";

/**
 * What Sentence Transformers makes of a model that does not scale its vectors to length 1, each a sentence: it leaves them as they are, and
 * where the model says so, compares them by something else than their direction.
 */
export function lengthNotes(modules: ModulesConfig | undefined, sentence: SentenceConfig | undefined): readonly string[] {
  if (modules?.normalizes === true) return [];
  const similarity = sentence?.similarity ?? "cosine";
  if (similarity !== "cosine") {
    const what = `${sentenceConfigPath} compares vectors by "${similarity}", and nothing scales them to length 1`;
    return [`${what}; here they are scaled and compared by cosine. For what Sentence Transformers gives, embed with normalize: false.`];
  }
  if (modules === undefined) return [];
  return [
    `${modules.file} does not end with a Normalize: Sentence Transformers leaves vectors at their own lengths. Here they have length 1, unless normalize: false.`,
  ];
}
