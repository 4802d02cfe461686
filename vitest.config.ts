import { defineConfig } from 'vitest/config'
import { testProjects } from './packages/testing/src/projects.ts'

export default defineConfig(async () => ({ test: { projects: await testProjects() } }))
