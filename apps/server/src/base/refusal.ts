/** Every way in which the server turns a request down. Each API has a status and a name for each of them. */
export type RefusalKind =
  | "argument"
  | "empty"
  | "body too large"
  | "too many inputs"
  | "input too long"
  | "layer"
  | "dimension"
  | "unknown model"
  | "unknown path"
  | "method"
  | "malformed"
  | "headers too large"
  | "content type"
  | "unauthorized"
  | "forbidden"
  | "unsupported"
  | "overloaded"
  | "not ready"
  | "deadline"
  | "client gone"
  | "timeout"
  | "backend"
  | "unexpected";

/** What a refusal says besides its kind. */
interface RefusalDetails {
  /** The part of the request that is meant, such as `input` or `dimensions`. */
  readonly parameter?: string | undefined;
  /** When it may be tried again. */
  readonly retryAfterMilliseconds?: number | undefined;
  readonly cause?: unknown;
}

/**
 * A request that is turned down. Its message is for the client: it repeats no text that the request held, and tells nothing of the server's
 * files.
 */
export class Refusal extends Error {
  override readonly name = "Refusal" as const;
  readonly kind: RefusalKind;
  readonly parameter: string | undefined;
  readonly retryAfterMilliseconds: number | undefined;

  constructor(kind: RefusalKind, message: string, { parameter, retryAfterMilliseconds, cause }: RefusalDetails = {}) {
    super(message, { cause });
    this.kind = kind;
    this.parameter = parameter;
    this.retryAfterMilliseconds = retryAfterMilliseconds;
  }
}
