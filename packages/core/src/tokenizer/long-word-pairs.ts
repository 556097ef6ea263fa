/** Room for an index beside a rank in one number: a word has fewer characters. */
const indices = 2 ** 22;

/**
 * What BPE makes of a word: the neighbours of the lowest rank are joined, the leftmost first, until none has one. The library does the same with an object for
 * every pair, which takes ten times as long and much memory for words of a million characters. `rankOf` is -1 for pairs that no rule joins.
 */
export function joinPairs(word: string, rankOf: (left: string, right: string) => number): string[] {
  const pieces: (string | undefined)[] = Array.from(word);
  const size = pieces.length;
  const next = Int32Array.from(pieces, (_, index) => index + 1);
  const before = Int32Array.from(pieces, (_, index) => index - 1);
  const heap: number[] = [];

  /** The rank of a piece and the one after it; -1 where no rule joins them. */
  function rankAt(index: number): number {
    const left = pieces[index];
    const right = pieces[next[index] ?? size];
    return left === undefined || right === undefined ? -1 : rankOf(left, right);
  }

  function offer(index: number): void {
    const rank = index < 0 ? -1 : rankAt(index);
    if (rank >= 0) push(heap, rank * indices + index);
  }

  for (let index = 0; index < size; index++) offer(index);
  for (let lowest = pop(heap); lowest !== undefined; lowest = pop(heap)) {
    const index = lowest % indices;
    // What stood there may have been joined to something else by now.
    if (rankAt(index) !== Math.floor(lowest / indices)) continue;
    const joined = next[index] ?? size;
    const after = next[joined] ?? size;
    pieces[index] = `${pieces[index]}${pieces[joined]}`;
    pieces[joined] = undefined;
    next[index] = after;
    if (after < size) before[after] = index;
    offer(before[index] ?? -1);
    offer(index);
  }
  return pieces.filter((piece) => piece !== undefined);
}

/** Pairs that are remembered: those of texts in several languages. */
const mostPairs = 100_000;

/** The ranks of pairs, remembered, since the library's are found by a text that has to be made of both. -1 for pairs that no rule joins. */
export function pairRanks(library: ReadonlyMap<string, number>): (left: string, right: string) => number {
  const known = new Map<string, Map<string, number>>();
  let pairs = 0;
  return (left, right) => {
    let ofLeft = known.get(left);
    if (ofLeft === undefined) known.set(left, (ofLeft = new Map()));
    let rank = ofLeft.get(right);
    if (rank !== undefined) return rank;
    rank = library.get(JSON.stringify([left, right])) ?? -1;
    if ((pairs += 1) > mostPairs) {
      known.clear();
      pairs = 0;
    } else ofLeft.set(right, rank);
    return rank;
  };
}

/** Adds a number to a heap whose smallest number is its first. */
function push(heap: number[], value: number): void {
  let index = heap.length;
  while (index > 0) {
    const parent = (index - 1) >> 1;
    const above = heap[parent] as number;
    if (above <= value) break;
    heap[index] = above;
    index = parent;
  }
  heap[index] = value;
}

/** Takes the smallest number out of a heap. */
function pop(heap: number[]): number | undefined {
  const smallest = heap[0];
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return smallest;
  let index = 0;
  for (;;) {
    let child = 2 * index + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && (heap[child + 1] as number) < (heap[child] as number)) child += 1;
    if ((heap[child] as number) >= last) break;
    heap[index] = heap[child] as number;
    index = child;
  }
  heap[index] = last;
  return smallest;
}
