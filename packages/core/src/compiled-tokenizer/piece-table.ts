/** The pieces of a vocabulary by id and by text, as numbers alone: views of one buffer that is never parsed. */
export interface PieceTable {
  /** The UTF-16 units of all pieces, one after the other. */
  readonly units: Uint16Array;
  /** Where each id's piece begins in them; the last one is where all end. An id without a piece has none between. */
  readonly starts: Int32Array;
  /** A hash table with open addressing: one more than an id, 0 where a slot is free. Its length is a power of two. */
  readonly slots: Int32Array;
  /** A bit for the hash of each beginning of a piece that goes on, and for some others. Its length is a power of two. */
  readonly beginnings: Int32Array;
}

/** Hashes are made unit by unit (FNV-1a), so that those of all beginnings of a text come in passing. */
export const emptyHash: number = 0x81_1c_9d_c5 | 0;
export const hashWith = (hash: number, unit: number): number => Math.imul(hash ^ unit, 0x01_00_01_93);

/** The hash of a text. */
export function hashOf(text: string): number {
  let hash = emptyHash;
  for (let index = 0; index < text.length; index++) hash = hashWith(hash, text.charCodeAt(index));
  return hash;
}

/** Spreads a hash over all its bits, of which tables take the lowest. */
export function spread(hash: number): number {
  let bits = hash ^ (hash >>> 15);
  bits = Math.imul(bits, 0x2c_1b_3c_6d);
  bits ^= bits >>> 12;
  bits = Math.imul(bits, 0x29_7a_2d_39);
  return bits ^ (bits >>> 15);
}

/**
 * The id of the piece that is `before` and then a part of a text, `hash` being its hash; -1 where there is none.
 */
export function findPiece(table: PieceTable, hash: number, text: string, start: number, end: number, before: string = ""): number {
  const { units, starts, slots } = table;
  const mask = slots.length - 1;
  for (let slot = spread(hash) & mask; ; slot = (slot + 1) & mask) {
    const id = (slots[slot] as number) - 1;
    if (id < 0) return -1;
    const from = starts[id] as number;
    if ((starts[id + 1] as number) - from !== before.length + end - start) continue;
    if (isAt(units, from, before, 0, before.length) && isAt(units, from + before.length, text, start, end)) return id;
  }
}

function isAt(units: Uint16Array, from: number, text: string, start: number, end: number): boolean {
  for (let index = start; index < end; index++) if (units[from + index - start] !== text.charCodeAt(index)) return false;
  return true;
}

/** The id of a piece; undefined where there is none. */
export function idOfPiece(table: PieceTable, piece: string): number | undefined {
  const id = findPiece(table, hashOf(piece), piece, 0, piece.length);
  return id < 0 ? undefined : id;
}

/** Units that are turned into text at once: arguments of a call have a limit. */
const unitsAtOnce = 4096;

/** The piece of an id; undefined where there is none. */
export function pieceOfId(table: PieceTable, id: number): string | undefined {
  const { units, starts } = table;
  if (!(id >= 0 && id < starts.length - 1)) return undefined;
  const from = starts[id] as number;
  const to = starts[id + 1] as number;
  if (from === to) return idOfPiece(table, "") === id ? "" : undefined;
  let piece = "";
  for (let start = from; start < to; start += unitsAtOnce)
    piece += String.fromCharCode(...units.subarray(start, Math.min(to, start + unitsAtOnce)));
  return piece;
}

/** Whether a piece may begin with what has this hash and go on. */
export function mayGoOn({ beginnings }: PieceTable, hash: number): boolean {
  const bits = spread(hash);
  return (((beginnings[(bits >>> 5) & (beginnings.length - 1)] as number) >>> (bits & 31)) & 1) === 1;
}

/**
 * Makes the table of pieces that stand at their ids. Of equal pieces the last is found by its text. `withBeginnings`: for models that look for all pieces
 * that begin somewhere.
 */
export function buildPieceTable(pieces: readonly (string | undefined)[], withBeginnings: boolean): PieceTable {
  let total = 0;
  let count = 0;
  for (const piece of pieces) {
    if (piece === undefined) continue;
    total += piece.length;
    count += 1;
  }
  const units = new Uint16Array(total);
  const starts = new Int32Array(pieces.length + 1);
  let end = 0;
  for (const [id, piece] of pieces.entries()) {
    for (let index = 0; index < (piece?.length ?? 0); index++) units[end++] = piece?.charCodeAt(index) ?? 0;
    starts[id + 1] = end;
  }
  const slots = new Int32Array(powerOfTwo(count * 1.6 + 1));
  const table = { units, starts, slots, beginnings: new Int32Array(withBeginnings ? powerOfTwo(count / 2) : 1) };
  for (const [id, piece] of pieces.entries()) if (piece !== undefined) insert(table, piece, id);
  if (withBeginnings) for (const piece of pieces) markBeginnings(table, piece ?? "");
  return table;
}

/** The smallest power of two that is not less. */
export const powerOfTwo = (least: number): number => 2 ** Math.max(0, Math.ceil(Math.log2(least)));

function insert({ units, starts, slots }: PieceTable, piece: string, id: number): void {
  const mask = slots.length - 1;
  for (let slot = spread(hashOf(piece)) & mask; ; slot = (slot + 1) & mask) {
    const other = (slots[slot] as number) - 1;
    const from = starts[other] ?? 0;
    const isSame = other >= 0 && (starts[other + 1] as number) - from === piece.length && isAt(units, from, piece, 0, piece.length);
    if (other >= 0 && !isSame) continue;
    slots[slot] = id + 1;
    return;
  }
}

function markBeginnings({ beginnings }: PieceTable, piece: string): void {
  let hash = emptyHash;
  for (let index = 0; index < piece.length - 1; index++) {
    hash = hashWith(hash, piece.charCodeAt(index));
    const bits = spread(hash);
    const place = (bits >>> 5) & (beginnings.length - 1);
    beginnings[place] = (beginnings[place] as number) | (1 << (bits & 31));
  }
}
