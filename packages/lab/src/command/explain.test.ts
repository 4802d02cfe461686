import { expect, it } from 'vitest'
import { runCommand } from './testing/runCommand.ts'

const model = 'cnn:width=4,inputShape=8x8x1,classes=3'

it('prints a line for each layer, the parts and the work', async () => {
  const { status, out, err } = await runCommand('explain', model, '--batch-size', '6', '--backend', 'cpu')
  expect([status, err]).toEqual([0, ''])
  const lines = out.trimEnd().split('\n')
  expect(lines[0]).toMatch(/layer +parameters +output +variant +forward +extra +moved +held/)
  expect(lines.filter(line => /^ *\d+ {2}(conv|dense) /.test(line))).toHaveLength(5)
  expect(lines.at(-2)).toMatch(/^6 groups of 1, 6 at a time: .*B a group within 1.07 GB$/)
  expect(lines.at(-1)).toMatch(/^multiply-adds of a step: SGD .*, SAM .*: [12]\.\d\d × SGD$/)
})

it('says the same as JSON, for groups and within a budget', async () => {
  const flags = ['--batch-size', '6', '--m', '2', '--memory-budget', '1', '--backend', 'cpu', '--json']
  const { status, out } = await runCommand('explain', model, ...flags)
  expect(status).toBe(0)
  const { layers, ...rest } = JSON.parse(out)
  expect(rest).toMatchObject({ path: 'vectorised', m: 2, groups: 3, groupsPerPart: 1, memoryBudget: 1 })
  expect(layers).toHaveLength(5)
  expect(layers[0]).toMatchObject({ name: 'conv', parameters: [[3, 3, 1, 4]], variant: 'formed' })
})

it.each([
  [['resnet'], /unknown model "resnet"/],
  [[model, '--m', '0'], /--m is 0\n {2}→ give a whole number from 1/],
  [[model, '--batch-size', '1.5'], /--batch-size is 1.5/],
])('%j is told of', async (args, message) => {
  const { status, out, err } = await runCommand('explain', ...args, '--backend', 'cpu')
  expect(err).toMatch(message)
  expect([status, out]).toEqual([2, ''])
})
