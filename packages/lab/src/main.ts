import { main } from './command/program.ts'

await main(process.argv)
