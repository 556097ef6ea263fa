/** How a server did under requests that came whether or not earlier ones were answered. */
export interface LoadResult {
  /** Of the interface, without anything secret. */
  readonly url: string;
  /** Requests a second that were planned, one text each, at random moments. */
  readonly rate: number;
  readonly seconds: number;
  /** Of each text, as the server counts them or, where it does not tell, as planned. */
  readonly tokens: number;
  readonly sent: number;
  /** How many requests ended in each way: by HTTP status, or by what broke the connection. */
  readonly statuses: Readonly<Record<string, number>>;
  /**
   * Milliseconds to the end of the answer, of requests answered with 200, from the moment that each was planned for: what waits behind a slow answer counts in
   * full. Undefined where there is none.
   */
  readonly latency?: LatencyPercentiles;
  /** Requests answered with 200 while the load lasted, a second. */
  readonly goodput: number;
  /** Tokens of those, a second. */
  readonly tokensPerSecond: number;
  /** How many milliseconds after its moment a request was sent: the 99th percentile. */
  readonly lag: number;
}

export interface LatencyPercentiles {
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly most: number;
}
