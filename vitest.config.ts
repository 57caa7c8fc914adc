import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // Most tests wait more than they compute.
    maxWorkers: 3,
    // What has been made of a source is kept for the next run.
    experimental: { fsModuleCache: true },
    projects: [
      {
        test: {
          name: "unit",
          include: ["test/unit/**/*.test.ts"],
          testTimeout: 10_000,
          // No test changes a module; loading each of them once makes the suite three times as fast.
          isolate: false,
        },
      },
      {
        test: {
          name: "integration",
          include: ["test/integration/**/*.test.ts"],
          // Real processes on a machine that other suites keep busy: once more, and the report names it.
          retry: 1,
          isolate: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "e2e",
          include: ["test/e2e/**/*.test.ts"],
          // One editor and one browser at a time are enough for a small machine.
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
