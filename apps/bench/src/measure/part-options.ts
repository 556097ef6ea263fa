/** What every part of the bench is told besides what it measures. */
export interface PartOptions {
  /** Threads of ONNX Runtime. */
  readonly threads: number;
  /** For whatever is drawn at random. */
  readonly seed: number;
  /** Rounds of each figure, where it is not the part's own number. */
  readonly rounds?: number;
  /** After so many, nothing more is begun. */
  readonly seconds: number;
  /** Ends the part, its processes with it. */
  readonly signal?: AbortSignal;
  /** Told what is being done, for a person who waits. */
  readonly progress?: (text: string) => void;
}
