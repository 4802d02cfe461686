// Writes the API reference, docs/api, from the docstrings of what the packages export. Node 20 runs no TypeScript: `tsx`.
import { fileURLToPath } from 'node:url'
import { Application } from 'typedoc'
import type { PluginOptions } from 'typedoc-plugin-markdown'
import { entries } from './entries.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '')
const modules = entries(root)

const options: Partial<PluginOptions> & Record<string, unknown> = {
  entryPoints: modules.map(({ source }) => `${root}/${source}`),
  tsconfig: `${root}/tsconfig.json`,
  plugin: ['typedoc-plugin-markdown', 'typedoc-vitepress-theme'],
  out: `${root}/docs/api`,
  docsRoot: `${root}/docs`,
  router: 'module',
  readme: 'none',
  entryFileName: 'index',
  excludeInternal: true,
  excludeExternals: true,
  skipErrorChecking: true,
  sort: ['source-order'],
  groupOrder: ['Functions', 'Variables', '*'],
  hidePageHeader: true,
  pageTitleTemplates: {
    index: () => 'API reference',
    member: ({ name }) => name,
    module: ({ name }) => `@planish/${name}`,
  },
  hideBreadcrumbs: true,
  useCodeBlocks: true,
  expandObjects: false,
  parametersFormat: 'table',
  interfacePropertiesFormat: 'table',
  typeDeclarationFormat: 'table',
  sanitizeComments: true,
  logLevel: 'Warn',
  validation: { invalidLink: true, notExported: false, notDocumented: false },
}

const application = await Application.bootstrapWithPlugins(options)
const project = await application.convert()
if (project === undefined) throw new Error('typedoc could not read the packages')
project.name = 'API reference'
// Named as they are imported, not as their folders are: in the order in which they were entered.
for (const module of project.children ?? []) {
  const entry = modules.find(({ source }) =>
    module.sources?.some(({ fullFileName }) => fullFileName.endsWith(source)),
  )
  if (entry === undefined) throw new Error(`no package exports the module ${module.name}`)
  module.name = entry.name.replace('@planish/', '')
}
for (const reflection of Object.values(project.reflections))
  if ('sources' in reflection) delete reflection.sources
await application.generateOutputs(project)
if (application.logger.hasErrors() || application.logger.hasWarnings()) process.exitCode = 1
