import { main, outliveReaders } from './command/program.ts'

outliveReaders()
await main(process.argv)
