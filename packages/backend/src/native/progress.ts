/** A stage of the installation, in the order in which they come (`waiting` only when another one runs). */
export type InstallStage =
  | 'waiting'
  | 'binding'
  | 'download'
  | 'verify'
  | 'unpack'
  | 'compile'
  | 'check'
  | 'complete'

/** One report of how far an installation is. */
export interface InstallProgress {
  readonly stage: InstallStage
  /** What is being done, in words and short enough for one line. */
  readonly message: string
  /** Bytes done so far, where bytes are what is counted. */
  readonly done?: number
  /** Bytes in all, where that is known. */
  readonly total?: number
}

export type OnProgress = (event: InstallProgress) => void
