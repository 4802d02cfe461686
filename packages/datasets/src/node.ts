export { readImageFolder } from './imageFolder/readImageFolder.ts'
export { fashionMnistSubset } from './packagedFashionMnist.ts'
export { readIdxFolder } from './readIdxFolder.ts'
