/**
 * How often the laws repeat what they try, for runtimes on which a run takes seconds, such as a GPU in software. Every law is still tried
 * at every exit that it is about, and every text is compared with its reference at every cut.
 */
export interface LawsEffort {
  /** Orders in which a model's texts are tried, each at a cut of its own. Default 25. */
  readonly orders?: number;
  /**
   * Texts of more tokens are compared with their reference once at every cut, among all texts, and not again alone, in other orders and as
   * ids. Default: all are.
   */
  readonly repeatedTokens?: number;
}
