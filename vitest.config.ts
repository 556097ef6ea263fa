import { configDefaults, defineConfig } from "vitest/config";

// Tests read the sources of the other packages, not their builds.
const conditions = ["@nestvec/source"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ["{packages,apps}/*/src/**/*.test.ts", "docs/**/*.test.ts", "tools/**/*.test.ts"],
    // The packed packages and the hosts have configurations of their own: vitest.packages.config.ts, vitest.hosts.config.ts.
    exclude: [...configDefaults.exclude, "tools/packed/**", "**/*.hosts.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
});
