import type { Command } from 'commander'
import { addDataGet } from './data/get.ts'
import { addDataInspect } from './data/inspect.ts'
import { addDataList } from './data/list.ts'
import { example } from './example.ts'

/** `planish data`. */
export function addData(program: Command): Command {
  const data = program
    .command('data')
    .description('fetch data sets and look at them')
    .addHelpText('after', example('planish data inspect fashionMnist --noise symmetric:0.4'))
  addDataList(data)
  addDataGet(data)
  addDataInspect(data)
  return data
}
