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

/** Along one row; with the bias's part if that lies along the same. */
const alongRow = ({ row, constant, factor, pullback }: AddendAlongRow, withBias: boolean): Addition => ({
  to: (s, u) => {
    const along = factor(rowsOf(u))
    return tf.add(s, reshaped(tf.mul(withBias ? tf.add(along, constant) : along, row), s.shape))
  },
  pullback: (cotangent, u) => reshaped(pullback(tf.sum(tf.mul(rowsOf(cotangent), row), 1, true)), u.shape),
})

const asMap = ({ of, pullback }: Addend, groups: number): Addition => ({
  to: (s, u) => tf.add(s, reshaped(of(u), s.shape)),
  pullback: pullback && (cotangent => pullback(byGroup(cotangent, groups))),
})

/** Whether a bias moves along the row that its matrix does: both are the cotangent itself. */
const movesAlong = (perturbation: Perturbation | undefined, bias: Moved | undefined): boolean =>
  perturbation?.kind === 'row' && bias?.gradient.tensors[0]?.dataId === perturbation.row.dataId

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
  const together = movesAlong(perturbation, movedBias)
  const addition =
    perturbation?.kind === 'row'
      ? alongRow(perturbation, together)
      : perturbation?.kind === 'addend'
        ? asMap(perturbation, groups)
        : undefined
  /** The output at the shared weights, and what a bias that moves by itself adds. */
  const base = (u: Tensor): Tensor => {
    if (movedBias === undefined || together) return known ?? role.apply(u, parameter, bias)
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

/**
 * An operation at each group's own weights, differentiable in its input and in the shared parameters, as one operation
 * with its gradient in closed form: tfjs's own would keep what lies between.
 *
 * @param wanted the parameters to differentiate in, by id
 */
export function perturbedOutput(operation: Operation, wanted: ReadonlySet<number>, setting: Setting): Tensor {
  const { input, main, bias } = operation
  const { value, pullback } = perturbed(operation, setting)
  const partials: [Tensor, (cotangent: Tensor, u: Tensor) => Tensor][] = []
  if (setting.known === undefined && pullback !== undefined) partials.push([input, pullback])
  if (main !== undefined && wanted.has(main.parameter.id)) {
    const { role, parameter } = main
    partials.push([parameter, (cotangent, u) => role.gradient(u, cotangent, parameter)])
  }
  if (bias !== undefined && wanted.has(bias.id)) {
    partials.push([bias, cotangent => shiftGradient(cotangent, bias)])
  }
  const differentiable = tf.customGrad((...given) => {
    const save = given.at(-1) as unknown as (tensors: Tensor[]) => void
    save([input])
    return {
      value: value(input),
      gradFunc: (cotangent: Tensor, [u]: Tensor[]) =>
        partials.map(([, partial]) => partial(cotangent, u as Tensor)),
    }
  })
  return partials.length === 0 ? tf.tidy(() => value(input)) : differentiable(...partials.map(([x]) => x))
}
