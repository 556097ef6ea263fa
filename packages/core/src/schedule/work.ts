import type { Lane } from "../engine/engine.ts";
import type { Signal } from "../platform.ts";

/** What a call wants computed: some different texts at one layer. */
export interface Work {
  readonly layer: number;
  readonly texts: readonly WorkText[];
  /** A vector for each token of a text, `[tokens, width]`, in place of one for the text. Default false. */
  readonly perToken?: boolean;
  /** Default: by whether the texts fit into one batch. */
  readonly lane?: Lane | undefined;
  readonly signal?: Signal | undefined;
  /** When the call came, by the clock. */
  readonly started: number;
  /** When the work is dropped, by the clock; default: when the schedule's own deadline has passed. */
  readonly expires?: number | undefined;
  /** Takes the full vector or vectors of a text as soon as it is there. It is a view that must not be kept. Not called once the work is dropped. */
  take(text: number, vector: Float32Array): void;
  /** Is told of each batch that it has a part in, before that runs. */
  runs?(): void;
}

/** One text of a call. */
export interface WorkText {
  readonly ids: Int32Array;
  /** The ids as text. @see DistinctText */
  readonly idsKey: string;
  /** Its place among the caller's texts, for messages. */
  readonly place: number;
}

/** One call's work in the queue. */
export interface Request {
  readonly work: Work;
  readonly lane: Lane;
  /** Decides who goes first. Never later than the schedule's own deadline for such a call, so that patience is not punished. */
  readonly due: number;
  /** When the work is dropped. */
  readonly expires: number;
  /** What is not computed yet, and which text of the work it is. */
  readonly tasks: Map<Task, number>;
  /** All its tasks, longest first. */
  readonly longestFirst: Task[];
  /** Tasks at the start of that list that wait no more. */
  begun: number;
  settle(error?: unknown): void;
}

/** One text to be computed, for all requests that want it. */
export interface Task {
  readonly key: string;
  readonly layer: number;
  readonly perToken: boolean;
  readonly ids: Int32Array;
  readonly sequence: number;
  readonly requests: Set<Request>;
  /** It can be run once its exit is open. */
  state: "opening" | "waiting" | "running";
  /** The best lane of all requests that ever wanted it. */
  lane: Lane;
  /** The earliest of their times. */
  due: number;
}
