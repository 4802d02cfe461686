import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { orThrow, PlanishError, random, safetensors } from '@planish/core'
import type { Model, Objective } from '@planish/grad'
import type { DenseStackParams } from '@planish/models'
import * as z from 'zod'
import { fileError } from '../run/files.ts'
import { decodeLoss } from '../spec/losses.ts'
import { decodeModel } from '../spec/models.ts'
import { decodeRule, type NamedRule } from '../spec/rules.ts'

const spec = z.looseObject({ kind: z.string() })

const schema = z.strictObject({
  model: spec,
  loss: spec.default({ kind: 'crossEntropy' }),
  rule: spec.default({ kind: 'sgd' }),
  seed: z.int().min(0).default(0),
})

/** One step described by files, so that it can be held against other libraries. */
export interface Case {
  readonly objective: Objective<DenseStackParams>
  readonly rule: NamedRule
  readonly seed: number
}

async function read(path: string): Promise<Buffer> {
  try {
    return await readFile(path)
  } catch (thrown) {
    throw fileError(path, thrown)
  }
}

/** Reads `case.json` of a folder. */
export async function readCase(folder: string): Promise<Case> {
  const path = join(folder, 'case.json')
  const text = (await read(path)).toString()
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (thrown) {
    throw new PlanishError('format', `${path} is not valid JSON: ${(thrown as Error).message}`)
  }
  const result = schema.safeParse(json)
  if (!result.success) {
    const [issue] = result.error.issues
    throw new PlanishError('format', `${path}: ${issue?.path.join('.') || 'the case'}: ${issue?.message}`)
  }
  const { model, loss, rule, seed } = result.data
  const built: Model<DenseStackParams> = orThrow(orThrow(decodeModel(model)).value())
  return {
    objective: { model: built, loss: orThrow(decodeLoss(loss)).value },
    rule: orThrow(decodeRule(rule)).value,
    seed,
  }
}

/** Reads a safetensors file of a case. */
export async function readTensors(
  folder: string,
  name: string,
): Promise<{ readonly [name: string]: safetensors.HostTensor }> {
  const path = join(folder, name)
  const decoded = safetensors.decode(await read(path))
  if (decoded._tag === 'Left') {
    throw new PlanishError('format', `${path}: ${decoded.left.message}`, decoded.left.hint)
  }
  return decoded.right.tensors
}

/** The key of a case's seed. */
export const keyOf = ({ seed }: Case) => random.key(seed)
