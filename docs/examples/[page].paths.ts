import { document } from '../.vitepress/repository/document.ts'
import { examples } from '../.vitepress/repository/examples.ts'

export default { paths: () => examples().flatMap(({ readme }) => document(readme)) }
