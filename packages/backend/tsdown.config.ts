import { packaged } from '../../tsdown.base.ts'

export default packaged({
  index: 'src/index.ts',
  native: 'src/native/index.ts',
  'platform.node': 'src/platform.node.ts',
  'platform.browser': 'src/platform.browser.ts',
})
