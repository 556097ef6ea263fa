/** What an engine has to do and has done, as plain data. Counts are since the model was loaded. */
export interface EngineStats {
  /** Texts that wait; one that several calls wait for counts once for each. */
  readonly queuedTexts: number;
  /** Tokens of the texts that wait. */
  readonly waitingTokens: number;
  /** Texts in the batches that run now. */
  readonly runningTexts: number;
  /** Batches that were run. */
  readonly batches: number;
  /** Texts in those batches. */
  readonly batchedTexts: number;
  /** Batches by how many texts they had, and by how many tokens without padding: each under the least power of two that is not less. */
  readonly batchesByTexts: Readonly<Record<number, number>>;
  readonly batchesByTokens: Readonly<Record<number, number>>;
  /** Tokens of texts in those batches. */
  readonly usefulTokens: number;
  /** Tokens that were computed, padding included: rows × tokens of every batch. */
  readonly paddedTokens: number;
  /** Milliseconds that batches took, by layer. */
  readonly runMilliseconds: Readonly<Record<number, number>>;
  /** How fast texts were done lately while more waited. It is not there until that was measured. */
  readonly tokensPerMillisecond?: number;
  /** Layers of the exits that are open, shallowest first. */
  readonly openedExits: readonly number[];
  /** Bytes of hidden states that are kept for later steps of cascades. It is not there for models that keep none. */
  readonly stateBytes?: number;
  /** Memory of the processes that run the model, where the runtime can tell. For a worker thread, that of the process it is in. */
  readonly residentBytes?: number;
}
