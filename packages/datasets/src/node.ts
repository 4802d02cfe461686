export { fashionMnistSubset } from './packagedFashionMnist.ts'
export { readIdxFolder } from './readIdxFolder.ts'
