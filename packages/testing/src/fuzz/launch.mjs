// `npm run fuzz`: builds the fuzzer, in silence unless that fails, then runs it.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const shell = process.platform === 'win32' // where npm's commands are scripts
const pathOf = name => fileURLToPath(new URL(name, import.meta.url))

const built = spawnSync('tsdown', ['--config', pathOf('tsdown.config.ts')], { shell, encoding: 'utf8' })
if (built.status === 0) {
  const main = pathOf('../../dist/fuzz/main.js')
  const { status } = spawnSync(process.execPath, [main, ...process.argv.slice(2)], { stdio: 'inherit' })
  process.exitCode = status ?? 1
} else {
  process.stderr.write(`${(built.output ?? []).filter(Boolean).join('')}fuzz: the fuzzer does not build\n`)
  process.stderr.write('  → start it as `npm run fuzz`, after `npm ci`\n')
  process.exitCode = 1
}
