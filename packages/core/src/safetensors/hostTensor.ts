/** The array that holds each type's numbers on the host. */
export interface HostArrays {
  readonly float64: Float64Array<ArrayBuffer>
  readonly float32: Float32Array<ArrayBuffer>
  readonly int64: BigInt64Array<ArrayBuffer>
  readonly int32: Int32Array<ArrayBuffer>
  readonly int16: Int16Array<ArrayBuffer>
  readonly int8: Int8Array<ArrayBuffer>
  readonly uint8: Uint8Array<ArrayBuffer>
  /** Zeros and ones. */
  readonly bool: Uint8Array<ArrayBuffer>
}

/** What the numbers of a tensor on the host are. */
export type HostDtype = keyof HostArrays

/** A tensor outside any backend: its numbers in row-major order. */
export type HostTensor = {
  readonly [D in HostDtype]: {
    readonly dtype: D
    readonly shape: readonly number[]
    readonly data: HostArrays[D]
  }
}[HostDtype]
