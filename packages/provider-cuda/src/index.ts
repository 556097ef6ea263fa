export { cuda, type CudaOptions } from "./cuda.ts";
export { fetchLibraries, type FetchOptions } from "./fetch-libraries.ts";
