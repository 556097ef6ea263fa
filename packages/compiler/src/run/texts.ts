/** Texts of several scripts and lengths. */
const short: readonly string[] = [
  "a",
  "hello world",
  "How do I reset my password?",
  "The quick brown fox jumps over the lazy dog, and the dog does not mind at all.",
  "Der schnelle braune Fuchs springt über den faulen Hund.",
  "素早い茶色の狐がのろまな犬を飛び越える。",
  "Привет, мир! مرحبا بالعالم नमस्ते दुनिया",
  "3.14159 + 2.71828 = 5.85987; x_1 -> y[2]",
  "Local layers see a window of each text, and global ones all of it, so a text should be longer than a window. ".repeat(6),
];

/** A text of some hundred words, which has about as many tokens in most vocabularies. */
const long: string = Array.from(
  { length: 700 },
  (_, index) => ["one", "two", "red", "blue", "house", "river", "of", "and"][(index * index + index) % 8],
).join(" ");

/** The texts that a model is tried with, the longest only where it takes so many tokens. */
export const sampleTexts = (maxTokens: number): readonly string[] => (maxTokens >= 1024 ? [...short, long] : short);
