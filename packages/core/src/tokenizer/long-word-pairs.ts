/** Room for places beside a rank in one number: a word has fewer characters. */
const places = 2 ** 22;

/**
 * What BPE makes of a word: the neighbours of the lowest rank are joined, the leftmost first, until none has one. The library does the same with an object for
 * every pair, which takes ten times as long and much memory for words of a million characters. `rankOf` is undefined for pairs that no rule joins.
 */
export function joinPairs(word: string, rankOf: (left: string, right: string) => number | undefined): string[] {
  const pieces: (string | undefined)[] = Array.from(word);
  const size = pieces.length;
  const next = Int32Array.from(pieces, (_, place) => place + 1);
  const before = Int32Array.from(pieces, (_, place) => place - 1);
  const heap: number[] = [];
  const ranks = new Map<string, Map<string, number>>();

  /** The rank of a piece and the one after it; -1 where no rule joins them. */
  function rankAt(place: number): number {
    const left = pieces[place];
    const right = pieces[next[place] ?? size];
    if (left === undefined || right === undefined) return -1;
    let ofLeft = ranks.get(left);
    if (ofLeft === undefined) ranks.set(left, (ofLeft = new Map()));
    let rank = ofLeft.get(right);
    if (rank === undefined) ofLeft.set(right, (rank = rankOf(left, right) ?? -1));
    return rank;
  }

  function offer(place: number): void {
    const rank = place < 0 ? -1 : rankAt(place);
    if (rank >= 0) push(heap, rank * places + place);
  }

  for (let place = 0; place < size; place++) offer(place);
  for (let lowest = pop(heap); lowest !== undefined; lowest = pop(heap)) {
    const place = lowest % places;
    // What stood there may have been joined to something else by now.
    if (rankAt(place) !== Math.floor(lowest / places)) continue;
    const joined = next[place] ?? size;
    const after = next[joined] ?? size;
    pieces[place] = `${pieces[place]}${pieces[joined]}`;
    pieces[joined] = undefined;
    next[place] = after;
    if (after < size) before[after] = place;
    offer(before[place] ?? -1);
    offer(place);
  }
  return pieces.filter((piece) => piece !== undefined);
}

/** Adds a number to a heap whose smallest number is its first. */
function push(heap: number[], value: number): void {
  let place = heap.length;
  while (place > 0) {
    const parent = (place - 1) >> 1;
    const above = heap[parent] as number;
    if (above <= value) break;
    heap[place] = above;
    place = parent;
  }
  heap[place] = value;
}

/** Takes the smallest number out of a heap. */
function pop(heap: number[]): number | undefined {
  const smallest = heap[0];
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return smallest;
  let place = 0;
  for (;;) {
    let child = 2 * place + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && (heap[child + 1] as number) < (heap[child] as number)) child += 1;
    if ((heap[child] as number) >= last) break;
    heap[place] = heap[child] as number;
    place = child;
  }
  heap[place] = last;
  return smallest;
}
