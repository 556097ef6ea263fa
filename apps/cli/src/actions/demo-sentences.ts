/** Sentences of which each pair below says much the same, in other words. */
export const sentences: readonly string[] = [
  "How do I get my money back?",
  "I would like a refund for my order.",
  "A man is playing a guitar on stage.",
  "A musician performs for the crowd.",
  "Heavy snow made the train late.",
  "Bad weather delayed the railway service.",
];

/** Two sentences, by their places above. */
export interface Pair {
  readonly left: number;
  readonly right: number;
  readonly related: boolean;
}

/** All related pairs, then the unrelated ones. */
export const pairs: readonly Pair[] = [
  { left: 0, right: 1, related: true },
  { left: 2, right: 3, related: true },
  { left: 4, right: 5, related: true },
  { left: 0, right: 3, related: false },
  { left: 2, right: 5, related: false },
  { left: 4, right: 1, related: false },
];
