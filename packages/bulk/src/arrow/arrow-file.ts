import { RecordBatchFileWriter, RecordBatchReader, type Schema } from "apache-arrow";

/** A file of Arrow that is put together from streams, one record batch at a time. */
export interface ArrowJoiner {
  /** What the file begins with. */
  head(): Uint8Array;
  /** What the record batches of one stream are in the file. */
  add(stream: Uint8Array): Uint8Array;
  /** What the file ends with. */
  tail(): Uint8Array;
}

/** Hands over what the library's writer writes, whose own queue cannot be emptied in between: only a subclass can. */
class PiecewiseFileWriter extends RecordBatchFileWriter {
  #pieces: Uint8Array[] = [];

  // The names are the library's.
  /* oxlint-disable no-underscore-dangle */
  protected override _write(chunk: unknown): this {
    if (!this._started || !ArrayBuffer.isView(chunk)) return this;
    const bytes = new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength).slice();
    this.#pieces.push(bytes);
    this._position += bytes.byteLength;
    return this;
  }
  /* oxlint-enable no-underscore-dangle */

  take(): Uint8Array {
    const pieces = this.#pieces;
    this.#pieces = [];
    return Buffer.concat(pieces);
  }
}

/** @see ArrowJoiner */
export function arrowJoiner(schema: Schema): ArrowJoiner {
  const writer = new PiecewiseFileWriter();
  return {
    head: () => {
      writer.reset(undefined, schema);
      return writer.take();
    },
    add: (stream) => {
      for (const batch of RecordBatchReader.from(stream)) writer.write(batch);
      return writer.take();
    },
    tail: () => {
      writer.finish();
      return writer.take();
    },
  };
}
