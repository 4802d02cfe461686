import { document } from '../.vitepress/repository/document.ts'

export default {
  paths: () => [...document('CONTRIBUTING.md'), ...document('SECURITY.md'), ...document('bench/README.md')],
}
