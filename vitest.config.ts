import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 180_000,
    // Python workers and compilers are the load: more files at once than cores makes every time limit a lottery.
    maxWorkers: 2,
  },
});
