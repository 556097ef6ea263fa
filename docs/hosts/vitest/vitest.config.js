import { defineConfig } from "vitest/config";

// Any pool: "forks", "threads", or the two that run each file in a context of its own.
export default defineConfig({ test: { pool: "vmThreads", testTimeout: 60_000 } });
