/**
 * The rank of every value, the highest is 1; equal ones share the mean of their ranks ("fractional ranking"), as Spearman's
 * correlation needs it.
 */
export function ranksOf(values: readonly number[]): number[] {
  const order = values.map((_, index) => index).toSorted((left, right) => (values[right] ?? 0) - (values[left] ?? 0));
  const ranks = Array.from<number>({ length: values.length });
  for (let start = 0; start < order.length;) {
    let end = start;
    while (end < order.length && values[order[end] ?? 0] === values[order[start] ?? 0]) end++;
    for (let place = start; place < end; place++) ranks[order[place] ?? 0] = (start + 1 + end) / 2;
    start = end;
  }
  return ranks;
}
