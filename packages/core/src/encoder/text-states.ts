import type { TokenBatch } from "../runtime/tensor.ts";
import type { TextState } from "../schedule/task-table.ts";

/** The hidden states of some texts as one batch `[rows, tokens, width]`; padding is 0, which masks keep out. */
export function batchOfStates(
  states: readonly TextState[],
  { rows, tokens }: Pick<TokenBatch, "rows" | "tokens">,
  width: number,
): Float32Array {
  const data = new Float32Array(rows * tokens * width);
  for (let row = 0; row < rows; row++) {
    // Rows that only fill up a batch are copies of its first.
    const { hidden } = states[row] ?? states[0] ?? { hidden: [] };
    data.set(hidden, row * tokens * width);
  }
  return data;
}

/** Keeps hidden states of texts between requests, up to so many bytes. */
export interface TextStates {
  /** Keeps the state of a text. The oldest are dropped to make room; one for which there is none is not kept. */
  keep(name: string, text: string, state: TextState): void;
  /** Takes out the state of a text, if there is one of a layer above `below`. Its bytes count until it is let go. */
  take(name: string, text: string, below: number): TakenState | undefined;
  /** Drops all that is kept under a name. */
  drop(name: string): void;
  /** What is kept, and what was taken out and not let go. */
  readonly bytes: number;
}

/** A state in use. */
export interface TakenState extends TextState {
  letGo(): void;
}

/** @see TextStates */
export function textStates(mostBytes: number): TextStates {
  const kept = new Map<string, Map<string, TextState>>();
  let bytes = 0;
  let taken = 0;

  function remove(name: string, text: string): TextState | undefined {
    const states = kept.get(name);
    const state = states?.get(text);
    if (states === undefined || state === undefined) return undefined;
    states.delete(text);
    if (states.size === 0) kept.delete(name);
    bytes -= state.hidden.byteLength;
    return state;
  }

  /** Makes room: the name that is there for longest goes first, since what kept it may be gone. */
  function makeRoom(size: number): void {
    for (const [name, states] of kept) {
      for (const text of states.keys()) {
        if (bytes + taken + size <= mostBytes) return;
        remove(name, text);
      }
    }
  }

  return {
    get bytes() {
      return bytes + taken;
    },
    keep(name, text, state) {
      const size = state.hidden.byteLength;
      remove(name, text);
      if (size + taken > mostBytes) return;
      makeRoom(size);
      const states = kept.get(name) ?? new Map<string, TextState>();
      kept.set(name, states.set(text, state));
      bytes += size;
    },
    take(name, text, below) {
      if ((kept.get(name)?.get(text)?.layer ?? below) >= below) return undefined;
      const state = remove(name, text);
      if (state === undefined) return undefined;
      let size = state.hidden.byteLength;
      taken += size;
      return {
        ...state,
        letGo() {
          taken -= size;
          size = 0;
        },
      };
    },
    drop(name) {
      for (const text of kept.get(name)?.keys() ?? []) remove(name, text);
    },
  };
}
