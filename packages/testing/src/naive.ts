import { addAll } from '@planish/backend'
import type { Tree } from '@planish/core'
import { tidy, tree } from '@planish/core'
import type { Batch, Objective } from '@planish/grad'
import { plain } from '@planish/grad'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'

/** tfjs's own gradient of a scalar in a tree of parameters; zero where one plays no part. */
function gradientOf<P extends Tree>(params: P, f: (params: P) => Tensor): P {
  const leaves = tree.leaves(params)
  const { grads } = tf.engine().gradients(() => tf.reshape(f(params), []), leaves, undefined, true)
  return tree.rebuild<P>(
    params,
    leaves.map((leaf, index) => grads[index] ?? tf.zerosLike(leaf)),
  )
}

/**
 * m-SAM, L-SAM or J-SAM by the definition: group after group, the perturbed weights formed, tfjs's own gradients,
 * nothing shared with the engine but the model and the loss. For tests only.
 */
export function naiveSam<P extends Tree>(
  { model, loss }: Objective<P>,
  params: P,
  { inputs, labels }: Batch,
  { rho, m, term }: { rho: number; m: number; term: 'full' | 'logit' | 'jacobian' },
): P {
  const examples = inputs.shape[0] as number
  return tidy(() => {
    let sum = tree.map<P>(params, leaf => tf.zerosLike(leaf))
    for (let start = 0; start < examples; start += m) {
      const size = Math.min(m, examples - start)
      const x = tf.slice(inputs, [start], [size])
      const y = tf.slice(labels, [start], [size])
      const logits = (p: P): Tensor => model.apply(plain)(p, x)
      const mean = (p: P): Tensor => tf.mean(loss.perExample(logits(p), y))
      const gradient = gradientOf(params, mean)
      const norm = tf.sqrt(addAll(tree.leaves(gradient).map(leaf => tf.sum(tf.square(leaf)))))
      const perturbed = tree.map2<P>(params, gradient, (w, g) => tf.add(w, tf.mul(rho, tf.div(g, norm))))
      const pairing = (at: P, residualAt: P): P => {
        const residual = loss.residual(logits(residualAt), y)
        return gradientOf(at, p => tf.div(tf.sum(tf.mul(logits(p), residual)), size))
      }
      const direction =
        term === 'full'
          ? gradientOf(perturbed, mean)
          : term === 'logit'
            ? pairing(params, perturbed)
            : pairing(perturbed, params)
      sum = tree.map2<P>(sum, direction, (a, b) => tf.add(a, tf.mul(b, size / examples)))
    }
    return sum
  })
}
