import { vi } from 'vitest'
import { nativeBackend } from './nativeBackend.ts'

/** The names of the kernels that ran in the native binding. */
export function kernelsOf(f: () => void): string[] {
  const native = nativeBackend()
  if (native === undefined) throw new Error('not the native backend')
  const ran = vi.spyOn(native, 'executeMultipleOutputs')
  f()
  const names = ran.mock.calls.map(([name]) => name)
  ran.mockRestore()
  return names
}
