/** One thing that must hold of the packages. */
export interface Check {
  /** What holds when it passes. */
  readonly name: string
  /** What is done about a fault. */
  readonly advice: string
  /** The faults found, each with what it concerns; none when it holds. */
  run(tarballs: ReadonlyMap<string, string>): Promise<readonly string[]>
}
