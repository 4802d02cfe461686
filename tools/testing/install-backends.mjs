// Adds the backends that the tests need and that npm can't bring. With CI set, failing to is an error; elsewhere
// the suites of a missing backend are skipped, by name.
import { spawnSync } from 'node:child_process'

const command = ['packages/lab/bin/planish.js', 'backend', 'install', 'native']
const { status } = spawnSync(process.execPath, command, { stdio: 'inherit' })
if (status !== 0) {
  if (process.env.CI) process.exit(1)
  console.warn(
    'SKIPPED: the native backend could not be installed; to add it: npx planish backend install native',
  )
}
