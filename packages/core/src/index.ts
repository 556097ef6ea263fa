export { NestvecError, type ErrorCode } from "./errors.ts";
export type { ErrorDetails } from "./error-details.ts";
