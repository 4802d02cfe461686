import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { byGroup, reshaped, rowsOf } from './byGroup.ts'
import type { Operation } from './operation.ts'
import { shift, shiftGradient, shiftOwn } from './shift.ts'
import type { Addend, AddendAlongRow, GroupGradient, Perturbation } from './variants/groupGradient.ts'

/** A parameter that each group has moved by c g. */
export interface Moved {
  readonly gradient: GroupGradient
  readonly perturbation: Perturbation
  /** w + c g of each group, [G, …], where it is formed. */
  readonly own: Tensor | undefined
  /** c g of each group, [G, …], where it is formed. */
  readonly step: () => Tensor
}

/** An operation at each group's own weights, as a function of its input u′. */
interface Perturbed {
  readonly value: (u: Tensor) => Tensor
  /** From the output's cotangent to that of the input at u′; none where the input plays no part, or is indices. */
  readonly pullback: ((cotangent: Tensor, u: Tensor) => Tensor) | undefined
}

/** Where and how an operation is run. */
export interface Setting {
  readonly groups: number
  /** By the parameter's id; what has no gradient is not moved. */
  readonly moved: ReadonlyMap<number, Moved>
  /** The output at the shared weights, if it is known already. */
  readonly known: Tensor | undefined
}

/** What is added to A(u′, w) for each group, and its adjoint in u′. */
interface Addition {
  readonly to: (s: Tensor, u: Tensor) => Tensor
  readonly pullback: ((cotangent: Tensor, u: Tensor) => Tensor) | undefined
}

const alongRow = ({ row, factor, pullback }: AddendAlongRow): Addition => ({
  to: (s, u) => tf.add(s, reshaped(tf.mul(factor(rowsOf(u)), row), s.shape)),
  pullback: (cotangent, u) => reshaped(pullback(tf.sum(tf.mul(rowsOf(cotangent), row), 1, true)), u.shape),
})

const asMap = ({ of, pullback }: Addend, groups: number): Addition => ({
  to: (s, u) => tf.add(s, reshaped(of(u), s.shape)),
  pullback: pullback && (cotangent => pullback(byGroup(cotangent, groups))),
})

/** An operation without a main parameter: its bias is what moves. */
function biasAlone({ carriesInput, output }: Operation, biases: Tensor | undefined): Perturbed {
  const pullback = carriesInput ? (cotangent: Tensor): Tensor => cotangent : undefined
  if (biases === undefined) return { value: output, pullback }
  return { value: u => shiftOwn(carriesInput ? u : tf.zerosLike(output()), biases), pullback }
}

/** The whole operation. */
function perturbed(operation: Operation, { groups, moved, known }: Setting): Perturbed {
  const { main, bias } = operation
  const movedBias = bias && moved.get(bias.id)
  if (main === undefined) return biasAlone(operation, movedBias?.own)
  const { role, parameter } = main
  const movedMain = moved.get(parameter.id)
  if (movedMain?.own !== undefined) {
    const { own } = movedMain
    const { pullbackOwn } = role
    return {
      value: u =>
        movedBias === undefined
          ? shift(role.applyOwn(u, own), bias)
          : role.applyOwn(u, own, movedBias.own as Tensor),
      pullback: pullbackOwn && ((cotangent, u) => pullbackOwn(cotangent, own, u)),
    }
  }
  const perturbation = movedMain?.perturbation
  const addition =
    perturbation?.kind === 'row'
      ? alongRow(perturbation)
      : perturbation?.kind === 'addend'
        ? asMap(perturbation, groups)
        : undefined
  /** The output at the shared weights, and what a bias that moves by itself adds. */
  const base = (u: Tensor): Tensor => {
    if (movedBias === undefined || movedBias.perturbation.kind === 'along') {
      return known ?? role.apply(u, parameter, bias)
    }
    return known === undefined
      ? shiftOwn(role.apply(u, parameter), movedBias.own)
      : shiftOwn(known, movedBias.step())
  }
  const { pullback } = role
  return {
    value: u => (addition === undefined ? base(u) : addition.to(base(u), u)),
    pullback:
      pullback &&
      ((cotangent, u) => {
        const direct = pullback(cotangent, parameter, u)
        return addition?.pullback === undefined ? direct : tf.add(direct, addition.pullback(cotangent, u))
      }),
  }
}

/** The derivatives in some tensors. */
interface Derivatives {
  readonly of: readonly Tensor[]
  readonly at: (cotangent: Tensor, u: Tensor) => Tensor[]
}

/** The gradients of all examples together in the parameters that are asked for. */
function parameterPartials(
  { main, bias }: Pick<Operation, 'main' | 'bias'>,
  wanted: ReadonlySet<number>,
): Derivatives[] {
  const shifts = bias !== undefined && wanted.has(bias.id) ? bias : undefined
  const ofBias: Derivatives[] = shifts
    ? [{ of: [shifts], at: cotangent => [shiftGradient(cotangent, shifts)] }]
    : []
  if (main === undefined || !wanted.has(main.parameter.id)) return ofBias
  const { role, parameter } = main
  const { groupGradientsWithBias } = role
  if (shifts !== undefined && groupGradientsWithBias !== undefined) {
    const both = [parameter, shifts]
    const at: Derivatives['at'] = (cotangent, u) =>
      groupGradientsWithBias(u, cotangent, 1).map((sum, index) =>
        reshaped(sum, (both[index] as Tensor).shape),
      )
    return [{ of: both, at }]
  }
  return [{ of: [parameter], at: (cotangent, u) => [role.gradient(u, cotangent, parameter)] }, ...ofBias]
}

/**
 * An operation at each group's own weights, differentiable in its input and in the shared parameters, as one operation
 * with its gradient in closed form: tfjs's own would keep what lies between.
 *
 * @param wanted the parameters to differentiate in, by id
 */
export function perturbedOutput(operation: Operation, wanted: ReadonlySet<number>, setting: Setting): Tensor {
  const { input } = operation
  const { value, pullback } = perturbed(operation, setting)
  const partials: Derivatives[] = []
  if (setting.known === undefined && pullback !== undefined) {
    partials.push({ of: [input], at: (cotangent, u) => [pullback(cotangent, u)] })
  }
  partials.push(...parameterPartials(operation, wanted))
  const differentiable = tf.customGrad((...given) => {
    const save = given.at(-1) as unknown as (tensors: Tensor[]) => void
    save([input])
    return {
      value: value(input),
      gradFunc: (cotangent: Tensor, [u]: Tensor[]) =>
        partials.flatMap(({ at }) => at(cotangent, u as Tensor)),
    }
  })
  return partials.length === 0
    ? tf.tidy(() => value(input))
    : differentiable(...partials.flatMap(({ of }) => of))
}
