import { accuracy, predict } from '@planish/analysis'
import { useBackend } from '@planish/backend'
import { nativeStatus } from '@planish/backend/native'
import { orThrow, random } from '@planish/core'
import { corrupt, symmetric, take } from '@planish/datasets'
import { fashionMnistSubset } from '@planish/datasets/node'
import { crossEntropy } from '@planish/grad'
import { train } from '@planish/lab'
import { mlp } from '@planish/models'
import { followedBy, sam, sgd } from '@planish/optim'
import { SingleBar } from 'cli-progress'

const status = await nativeStatus()
if (!status.installed) {
  console.error(`${status.why}\nto install it: npx ${status.fix}   (with --cuda for an NVIDIA GPU)`)
  process.exit(1)
}
const { device, version } = orThrow(await useBackend('native')())
console.log(`backend: native (${device} ${version})`)

const fashion = orThrow(await fashionMnistSubset()())
const data = orThrow(corrupt(symmetric({ rate: 0.4 }), random.key(0))(take(2000)(fashion.train)))
const test = take(1000)(fashion.test)
const model = mlp({ inputShape: data.inputShape, hidden: [128, 128], classes: data.classes })
const epochs = 4

// Ctrl-C ends the training at the next step. It may come twice: npm hands the signal on. (Node itself runs this file, not
// the command tsx, which kills what does not answer within 30 ms: a step may take longer.)
const interruption = new AbortController()
process.on('SIGINT', () => interruption.abort())

const bar = new SingleBar({
  format: '{bar} {percentage} %  {eta_formatted} left',
  stream: process.stderr,
  hideCursor: true,
})
bar.start(epochs, 0)
let completed = 0
/** Kept until the bar is gone; where there is no terminal there is no bar, and nothing to wait for. */
const lines: string[] = []
const report = (line: string): unknown => (process.stderr.isTTY ? lines.push(line) : console.log(line))

const run = await train({
  objective: { model, loss: crossEntropy },
  optimizer: followedBy(sgd({ learningRate: 0.05, momentum: 0.9 }))(sam({ rho: 0.03, m: 1 })),
  data,
  epochs,
  batchSize: 50,
  key: random.key(1),
  signal: interruption.signal,
  onStep: ({ epoch, step, steps }) => bar.update(epoch + step / steps),
  onEpoch: async ({ epoch, params, seconds }, { loss }) => {
    const share = accuracy(await predict(model, params, test), test.labels) ?? 0
    const shown = `loss ${loss.toFixed(3)}, test accuracy ${(100 * share).toFixed(1)} %`
    report(`epoch ${epoch}: ${shown}, ${seconds.toFixed(1)} s of steps`)
    completed = epoch
  },
})()
bar.stop()

for (const line of lines) console.log(line)
if (run._tag === 'Left') {
  // What was interrupted has freed its tensors already; what else went wrong is worth its stack.
  if (run.left.code !== 'interrupted') throw run.left
  console.log(`stopped: ${completed} of ${epochs} epochs were completed`)
  process.exitCode = 130
}
