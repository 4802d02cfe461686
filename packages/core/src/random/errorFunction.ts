const { fround } = Math

/** Numerator and denominator of the rational approximation x · P(x²) / Q(x²) of erf on |x| ≤ LIMIT. */
const ERF_P = Float32Array.of(0.00022905065, 0.003408291, 0.050955694, 0.18520832, 1.1283791)
const ERF_Q = Float32Array.of(
  -1.1791603e-7,
  0.000023547966,
  0.0010179626,
  0.01407047,
  0.11098505,
  0.49746925,
  1,
)
/** From here on erf is 1 in float32. */
const ERF_LIMIT = fround(3.8325069)

/** The two polynomials of Giles 2012, in w − 2.5 for w < 5 and in √w − 3 beyond. */
const ERF_INV_CENTRE = Float32Array.of(
  2.81022636e-8,
  3.43273939e-7,
  -3.5233877e-6,
  -4.39150654e-6,
  0.00021858087,
  -0.00125372503,
  -0.00417768164,
  0.246640727,
  1.50140941,
)
const ERF_INV_TAIL = Float32Array.of(
  -0.000200214257,
  0.000100950558,
  0.00134934322,
  -0.00367342844,
  0.00573950773,
  -0.0076224613,
  0.00943887047,
  1.00167406,
  2.83297682,
)

/** Horner's scheme in float32, each product and sum rounded together as a fused multiply-add. */
function polynomial(coefficients: Float32Array, x: number): number {
  let value = coefficients[0] as number
  for (let i = 1; i < coefficients.length; i++) value = fround(value * x + (coefficients[i] as number))
  return value
}

/**
 * The error function in float32, by the approximation that XLA uses.
 *
 * @example
 * ```ts
 * import { random } from '@planish/core'
 *
 * random.erf(Infinity) // 1
 * ```
 */
export function erf(x: number): number {
  const clamped = Math.max(-ERF_LIMIT, Math.min(ERF_LIMIT, fround(x)))
  const square = fround(clamped * clamped)
  return fround(fround(clamped * polynomial(ERF_P, square)) / polynomial(ERF_Q, square))
}

/**
 * The inverse of the error function in float32: x · p(w), w = −log(1 − x²), with the polynomials of Giles,
 * “Approximating the erfinv function”, GPU Computing Gems 2012, which XLA also uses. ±∞ at ±1, NaN beyond.
 *
 * @example
 * ```ts
 * import { random } from '@planish/core'
 *
 * random.erfInv(0.5) // 0.4769362807273865
 * ```
 */
export function erfInv(x: number): number {
  if (Math.abs(x) === 1) return x * Number.POSITIVE_INFINITY
  const w = fround(-Math.log1p(-fround(x * x)))
  return fround(
    x *
      (w < 5
        ? polynomial(ERF_INV_CENTRE, fround(w - 2.5))
        : polynomial(ERF_INV_TAIL, fround(fround(Math.sqrt(w)) - 3))),
  )
}
