/** Below this norm of a group's mean gradient there is no direction to speak of, and no perturbation. */
export const gradientFloor = 1e-12

/** How far each example's weights are perturbed, and with which others together. */
export interface Neighbourhood {
  /** Radius ρ of the perturbation ε = ρ g/‖g‖, ‖·‖ over all parameters together. */
  readonly rho: number
  /** Size of the groups that share a perturbation, counted from the batch's start; the last may be smaller. */
  readonly m: number | 'batch'
  /**
   * Bytes that a pass over groups of their own may hold; more examples are run in several parts. Default 1 GiB. At
   * least one group is run, whatever it holds.
   */
  readonly memoryBudget?: number
  /** Whether to keep the first pass for `firstPullback`, as L-SAM needs it; default false. */
  readonly keepFirstPass?: boolean
}
