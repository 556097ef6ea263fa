import { loadModel } from "@nestvec/runtime-node";

// Loaded by the first request, once, and not while the application is built.
let loading;

export const embedder = () => (loading ??= loadModel());
