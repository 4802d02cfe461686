import type { Race } from '../race/race.ts'
import { isMeasured } from '../race/schedule.ts'
import type { Reply } from './messages.ts'

/** What drives a race: it runs until told to pause, or until it is over. */
export interface Driver {
  readonly run: () => Promise<void>
  readonly pause: () => void
  readonly stepOnce: () => Promise<void>
}

/** Steps run back to back for so long; then the page's messages get their turn. */
const millisecondsBetweenPauses = 40

const pause = (): Promise<void> => new Promise(resolve => setTimeout(resolve, 0))

/** Drives a race of so many steps, telling what it sees. */
export function createDriver(race: Race, steps: number, tell: (reply: Reply) => void): Driver {
  let isRunning = false

  const look = async (): Promise<void> => tell({ type: 'looked', ...(await race.look()) })
  const isOver = (): boolean => race.isOver() || race.stepsTaken() >= steps

  const finish = (): void => tell({ type: 'finished', step: race.stepsTaken() })

  return {
    run: async () => {
      if (isRunning) return
      isRunning = true
      tell({ type: 'running' })
      let paused = performance.now()
      while (isRunning && !isOver()) {
        race.step()
        if (isMeasured(race.stepsTaken()) || isOver()) await look()
        if (performance.now() - paused > millisecondsBetweenPauses) {
          await pause()
          paused = performance.now()
        }
      }
      isRunning = false
      if (isOver()) finish()
      else tell({ type: 'paused', step: race.stepsTaken() })
    },
    pause: () => {
      isRunning = false
    },
    stepOnce: async () => {
      if (isRunning || isOver()) return
      race.step()
      await look()
      if (isOver()) finish()
      else tell({ type: 'paused', step: race.stepsTaken() })
    },
  }
}
