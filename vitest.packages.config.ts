import { defineConfig } from "vitest/config";

// The packages as they are published: packed, checked, installed. Needs a build; `npm test` runs it after one.
export default defineConfig({
  test: {
    include: ["tools/packed/*.test.ts"],
    testTimeout: 300_000,
    hookTimeout: 600_000,
    fileParallelism: false,
  },
});
