import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { testProjects } from './packages/testing/src/projects.ts'

// Vitest leaves one core for itself, which of CI's two is half: it has next to nothing to do.
export default defineConfig(async () => ({
  test: { projects: await testProjects(), maxWorkers: availableParallelism() },
}))
