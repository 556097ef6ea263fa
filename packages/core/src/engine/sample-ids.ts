/** Ids spread over the vocabulary, so that the embedding table is read as real text would. */
export function sampleIds(vocabularySize: number, tokens: number): Int32Array {
  return Int32Array.from({ length: tokens }, (_, index) => (index * 7919) % vocabularySize);
}
