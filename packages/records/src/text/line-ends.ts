const newline = 0x0a;
const carriageReturn = 0x0d;

/**
 * Makes LF of every line end, where lines end in CR alone, as old Macintosh programs write them. Whether they do is seen in the first chunk
 * that holds a line end: it holds a CR and no LF. Everywhere else a CR within a line is a part of it.
 */
export async function* unifiedLineEnds(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let isCarriageReturn: boolean | undefined;
  let undecided: Uint8Array = new Uint8Array();
  let afterReturn = false;

  const unify = (chunk: Uint8Array): Uint8Array => {
    if (isCarriageReturn !== true) return chunk;
    const unified = new Uint8Array(chunk.length);
    let length = 0;
    for (const byte of chunk) {
      // Of CRLF, the CR has ended the line already.
      if (!(byte === newline && afterReturn)) unified[length++] = byte === carriageReturn ? newline : byte;
      afterReturn = byte === carriageReturn;
    }
    return unified.subarray(0, length);
  };

  for await (const chunk of chunks) {
    if (isCarriageReturn !== undefined) {
      yield unify(chunk);
      continue;
    }
    undecided = undecided.length === 0 ? chunk : Buffer.concat([undecided, chunk]);
    const first = undecided.indexOf(carriageReturn);
    // A CR at the very end may be half of a CRLF.
    if (first !== -1 && first === undecided.length - 1) continue;
    const hasNewline = undecided.includes(newline);
    if (first !== -1 || hasNewline) isCarriageReturn = !hasNewline;
    yield unify(undecided);
    undecided = new Uint8Array();
  }
  if (undecided.length === 0) return;
  isCarriageReturn = true;
  yield unify(undecided);
}
