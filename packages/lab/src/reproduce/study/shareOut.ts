import { setTimeout as sleep } from 'node:timers/promises'
import { PlanishError } from '@planish/core'
import { ifUnlocked } from '@planish/core/node'

/** A piece of work that leaves a file, which several processes may want done. */
export interface Task {
  readonly isDone: () => Promise<boolean>
  /** The lock that whoever does it holds. */
  readonly lock: string
  readonly work: () => Promise<void>
}

/** Milliseconds between two looks at what other processes are doing. */
const pollEvery = 200

/**
 * Does all tasks that are not done, each once, whatever number of processes are called with the same ones: what another
 * is at is left to it, and looked at again at the end.
 *
 * @param onDone is told of each task as it is found done, and whether by this process
 */
export async function shareOut<T extends Task>(
  tasks: readonly T[],
  onDone: (task: T, mine: boolean) => void,
  signal?: AbortSignal,
): Promise<void> {
  let left = tasks
  while (left.length > 0) {
    const busy: T[] = []
    for (const task of left) {
      if (signal?.aborted) throw new PlanishError('interrupted', 'the reproduction was interrupted')
      if (await task.isDone()) onDone(task, false)
      else {
        const done = await ifUnlocked(task.lock, async () => {
          if (await task.isDone()) return 'theirs'
          await task.work()
          return 'mine'
        })
        if (done === undefined) busy.push(task)
        else onDone(task, done === 'mine')
      }
    }
    left = busy
    if (left.length > 0) await sleep(pollEvery)
  }
}
