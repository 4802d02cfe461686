import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** Name of the file that, given the application's tfjs, loads the binding and registers kernels and backend. */
export const entryFile = 'register.cjs'

/**
 * tfjs-node's kernels say `require('@tensorflow/tfjs')`. Node looks for that in `node_modules` beside them,
 * where this answers with the copy that the application uses: there must be only one.
 */
const applicationsTfjs = `module.exports = globalThis[Symbol.for('planish.tfjs')]\n`

/** Node 23 removed these from `util`, and Node 22 warns of them. */
const nodeUtil = `'use strict'
module.exports = Object.assign({}, require('node:util'), {
  isArray: Array.isArray,
  isNullOrUndefined: value => value === null || value === undefined,
})
`

/** Only TensorBoard summaries, which Planish doesn't write, need the protocol buffers (and their library). */
const noProtocolBuffers = `module.exports = {}\n`

const register = `'use strict'
module.exports = tfjs => {
  globalThis[Symbol.for('planish.tfjs')] = tfjs
  const load = () => require('./tfjs_binding.node')
  const binding = 'TF_CPP_MIN_LOG_LEVEL' in process.env ? load() : require('./quietly.node')(load)
  require('./tfjs-node/dist/register_all_kernels.js')
  const { NodeJSKernelBackend } = require('./tfjs-node/dist/nodejs_kernel_backend.js')
  const device = binding.isUsingGpuDevice() ? 'gpu' : 'cpu'
  // By this name the backend knows whether it may use what TensorFlow has for GPUs only.
  const name = device === 'gpu' ? '@tensorflow/tfjs-node-gpu' : '@tensorflow/tfjs-node'
  tfjs.registerBackend('tensorflow', () => new NodeJSKernelBackend(binding, name), 3)
  return { device, tensorflow: binding.TF_Version }
}
`

const files: Readonly<Record<string, string>> = {
  [entryFile]: register,
  'node_modules/@tensorflow/tfjs/index.js': applicationsTfjs,
  'node_modules/@tensorflow/tfjs-core/index.js': applicationsTfjs,
  'node_modules/planish-node-util/index.js': nodeUtil,
  'tfjs-node/dist/proto/api_pb.js': noProtocolBuffers,
}

const filesThatUseUtil = ['nodejs_kernel_backend.js', 'kernels/TopK.js']

/** Writes what stands between tfjs-node's JavaScript, the application's tfjs and today's Node. */
export async function writeRuntimeFiles(folder: string): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), text)
  }
  for (const name of filesThatUseUtil) {
    const file = join(folder, 'tfjs-node', 'dist', name)
    const text = await readFile(file, 'utf8')
    await writeFile(file, text.replace('require("util")', 'require("planish-node-util")'))
  }
}
