import { afterAll, beforeAll, describe, it } from 'vitest'
import { composed, expectGroupsByDefinition, expectSharedByDefinition } from './checkConvolutions.fixture.ts'
import { convolutionCases } from './definition.fixture.ts'

describe('chosen as where libtensorflow has no oneDNN', () => {
  const setting = process.env.TF_ENABLE_ONEDNN_OPTS

  beforeAll(() => {
    process.env.TF_ENABLE_ONEDNN_OPTS = '0'
  })
  afterAll(() => {
    if (setting === undefined) delete process.env.TF_ENABLE_ONEDNN_OPTS
    else process.env.TF_ENABLE_ONEDNN_OPTS = setting
  })

  it.each(convolutionCases.filter(({ groups }) => groups > 1))(
    '$name is, in groups, what its definition says',
    of => expectGroupsByDefinition(of, composed),
  )
  it.each(convolutionCases)(
    '$name is, with one filter for all, what its definition says',
    expectSharedByDefinition,
  )
})
