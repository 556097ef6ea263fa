const newline = 0x0a;

/** Cuts a stream into lines. */
export interface LineCutter {
  /** Takes a chunk, and hands on each line that is whole. */
  readonly take: (chunk: Uint8Array) => void;
  /** Bytes of the line that is not whole yet. */
  held(): number;
  /** Hands on what came after the last newline, where there is anything. */
  end(): void;
}

/**
 * Hands on each line as bytes, without its newline: no byte of a UTF-8 sequence is one, so that characters across chunks need no care, and texts in
 * JSON may hold the other characters at which Node's own reader of lines cuts.
 */
export function lineCutter(onLine: (line: Buffer) => void): LineCutter {
  let pieces: Uint8Array[] = [];
  let bytes = 0;
  const hold = (piece: Uint8Array): void => {
    pieces.push(piece);
    bytes += piece.length;
  };
  const handOn = (): void => {
    const line = Buffer.concat(pieces);
    pieces = [];
    bytes = 0;
    onLine(line);
  };
  return {
    take(chunk) {
      let start = 0;
      for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, start)) {
        hold(chunk.subarray(start, end));
        start = end + 1;
        handOn();
      }
      if (start < chunk.length) hold(chunk.subarray(start));
    },
    held: () => bytes,
    end() {
      if (bytes > 0) handOn();
    },
  };
}
