import { toPlanishError } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { fashionFiles } from '../data/fashionFiles.ts'
import { raceData } from '../data/raceData.ts'
import { raceKeys } from '../race/keys.ts'
import { createRace } from '../race/race.ts'
import type { RaceSpec } from '../spec/spec.ts'
import { chooseBackend } from './chooseBackend.ts'
import { createDriver, type Driver } from './drive.ts'
import type { Reply, Request } from './messages.ts'
import { preparedFor } from './prepared.ts'

const tell = (reply: Reply): void => self.postMessage(reply)

const fail = (thrown: unknown): void => {
  const { message, hint } = toPlanishError('model')(thrown)
  tell({ type: 'failed', message, hint })
}

/** Backend and data at once, then the race and a first look at it. */
async function prepare(spec: RaceSpec): Promise<Driver> {
  const keys = raceKeys(spec.seed)
  const [chosen, loaded] = await Promise.all([
    chooseBackend(spec.backend)(),
    raceData(spec, keys, fashionFiles)(),
  ])
  const { backend, data } = pipe(
    E.Do,
    E.bind('backend', () => chosen),
    E.bind('data', () => loaded),
    E.getOrElseW(error => {
      throw error
    }),
  )
  const race = createRace(spec, data, keys)
  tell({ type: 'prepared', prepared: preparedFor(race, data.train, backend) })
  tell({ type: 'looked', ...(await race.look()) })
  return createDriver(race, spec.steps, tell)
}

let driver: Promise<Driver> | undefined

async function answer(request: Request): Promise<void> {
  if (request.type === 'prepare') driver = prepare(request.spec)
  const ready = await driver
  if (request.type === 'run') await ready?.run()
  if (request.type === 'pause') ready?.pause()
  if (request.type === 'step') await ready?.stepOnce()
}

self.addEventListener('message', ({ data }: MessageEvent<Request>) => {
  answer(data).catch(fail)
})
