import { packaged } from '../../tsdown.base.ts'

export default packaged({ index: 'src/index.ts', node: 'src/node/index.ts' })
