import { mountLaboratory } from '../src/index.ts'

const root = document.getElementById('laboratory')
if (root !== null) mountLaboratory(root)
