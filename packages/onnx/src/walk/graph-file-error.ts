/** What is wrong with a graph's file, as a sentence's end: "it is not an ONNX model". */
export class GraphFileError extends Error {
  override readonly name = "GraphFileError" as const;
  /** Bytes that the file would have to have, where it ends too early. */
  readonly needed: number | undefined;

  constructor(problem: string, needed?: number) {
    super(problem);
    this.needed = needed;
  }
}
