// `npm run bench`, `npm run soak`, `npm run bench report`, `npm run bench data`: builds the packages and the benchmarks, in silence unless that fails, then runs them.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const shell = process.platform === 'win32' // where npm's commands are scripts

/** Runs a command of a development dependency, which `npm run` has put on the path. */
function build(command, ...args) {
  const { status, error, output } = spawnSync(command, args, { shell, encoding: 'utf8' })
  if (status === 0) return
  process.stderr.write(
    `${(output ?? []).filter(Boolean).join('')}bench: \`${command} ${args.join(' ')}\` failed`,
  )
  process.stderr.write(
    `${error === undefined ? '' : `: ${error.message}`}\n  → start it as \`npm run bench\`, after \`npm ci\`\n`,
  )
  process.exit(1)
}

build(
  'turbo',
  'run',
  'build',
  '--filter=@planish/models...',
  '--filter=@planish/optim...',
  '--filter=@planish/datasets...',
)
build('tsdown', '--config', 'bench/tsdown.config.ts')
/** What may stand first among the arguments, instead of an option of the benchmarks. */
const commands = ['soak', 'report', 'data']
const args = process.argv.slice(2)
const command = commands.find(name => name === args[0])
const file = fileURLToPath(new URL(`dist/${command ?? 'main'}.js`, import.meta.url))
const { status } = spawnSync(process.execPath, [file, ...args.slice(command === undefined ? 0 : 1)], {
  stdio: 'inherit',
})
process.exitCode = status ?? 1
