import { packaged } from '../../tsdown.base.ts'

export default {
  ...packaged({ index: 'src/index.ts', node: 'src/node.ts' }),
  // A file for each module: who takes a toy does not carry every reader and every kind of noise with it.
  unbundle: true,
}
