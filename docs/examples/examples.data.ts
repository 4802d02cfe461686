import { examples } from '../.vitepress/repository/examples.ts'

export default { watch: ['../../examples/*/README.md'], load: examples }
