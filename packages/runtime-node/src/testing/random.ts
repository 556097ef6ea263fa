/** Numbers from a seed, so that a run can be repeated. */
export interface Random {
  /** A whole number from 0 up to, not including, `below`. */
  whole(below: number): number;
  pick<T>(items: readonly T[]): T;
}

/** A linear congruential generator of 32 bits, of which the upper ones are used. */
export function randomFrom(seed: number): Random {
  let state = (seed ^ 0x9e37_79b9) >>> 0;
  const whole = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  return {
    whole,
    pick(items) {
      const item = items[whole(items.length)];
      if (item === undefined) throw new Error("nothing to pick from");
      return item;
    },
  };
}
