import { library } from '../../tsdown.base.ts'

export default library({
  index: 'src/index.ts',
  native: 'src/native/index.ts',
  'platform.node': 'src/platform.node.ts',
  'platform.browser': 'src/platform.browser.ts',
})
