/** The first bytes of a stream, which all of it still yields. */
export interface Head {
  readonly head: Uint8Array;
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** Looks at the beginning of a stream, until there is enough of it or it ends. */
export async function headOf(chunks: AsyncIterable<Uint8Array>, isEnough: (head: Uint8Array) => boolean): Promise<Head> {
  const rest = chunks[Symbol.asyncIterator]();
  let head: Uint8Array = new Uint8Array();
  while (!isEnough(head)) {
    const { done, value } = await rest.next();
    if (done === true) break;
    head = head.length === 0 ? value : Buffer.concat([head, value]);
  }
  return { head, chunks: resumed(head, rest) };
}

async function* resumed(head: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    if (head.length > 0) yield head;
    yield* { [Symbol.asyncIterator]: () => rest };
  } finally {
    await rest.return?.();
  }
}
