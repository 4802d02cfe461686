import { figures } from '../.vitepress/figures/figures.ts'

export default { watch: ['../reproductions/*/result.json', '../../bench/results/*.json'], load: figures }
