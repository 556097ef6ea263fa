const words =
  "time person year way day thing man world life hand part child eye woman place work week case point number group problem fact".split(" ");

/** Texts of so many tokens of nestvec-mini each, special tokens counted, no two the same: each word and each digit group here is one token. */
export function textsOf(tokens: number, count: number, seed: number = 0): readonly string[] {
  return Array.from({ length: count }, (_, place) => {
    let state = (seed * 1_000_003 + place + 1) >>> 0;
    return Array.from({ length: tokens - 2 }, () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return words[(state >>> 16) % words.length];
    }).join(" ");
  });
}
