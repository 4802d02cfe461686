import { spawn } from 'node:child_process'
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ifUnlocked, withLock } from './lock.ts'

let folder = ''
let file = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'planish-'))
  file = join(folder, 'below', 'native.lock')
})
afterEach(() => rm(folder, { recursive: true }))

test('of many at once, one is inside at a time, and nothing is left behind', async () => {
  let inside = 0
  let most = 0
  const order = await Promise.all(
    Array.from({ length: 12 }, (_, i) =>
      withLock(file, { pollEvery: 2 }, async () => {
        inside++
        most = Math.max(most, inside)
        await sleep(5)
        inside--
        return i
      }),
    ),
  )
  expect(most).toBe(1)
  expect(order).toEqual(Array.from({ length: 12 }, (_, i) => i))
  expect(await readdir(join(folder, 'below'))).toEqual([])
})

test('one that throws gives the lock back', async () => {
  await expect(withLock(file, {}, () => Promise.reject(new Error('broke')))).rejects.toThrow('broke')
  expect(await withLock(file, {}, async () => 'next')).toBe('next')
})

test('the lock of a process that is gone is taken over, by one of many', async () => {
  const gone = spawn(process.execPath, ['-e', ''])
  await new Promise(resolve => gone.on('exit', resolve))
  await withLock(file, {}, async () => undefined)
  await writeFile(file, JSON.stringify({ id: 'old', pid: gone.pid, host: hostname() }))
  let inside = 0
  let most = 0
  await Promise.all(
    Array.from({ length: 8 }, () =>
      withLock(file, { pollEvery: 2 }, async () => {
        most = Math.max(most, ++inside)
        await sleep(5)
        inside--
      }),
    ),
  )
  expect(most).toBe(1)
})

test('a lock of another machine counts while it is touched, and not for long after', async () => {
  await withLock(file, {}, async () => undefined)
  await writeFile(file, JSON.stringify({ id: 'far', pid: 1, host: 'elsewhere' }))
  let waitedFor: number | undefined
  const waiting = withLock(
    file,
    { pollEvery: 5, staleAfter: 60_000, onWait: pid => (waitedFor = pid) },
    async () => 'mine',
  )
  expect(await Promise.race([waiting, sleep(60, 'still waiting')])).toBe('still waiting')
  expect(waitedFor).toBe(1)
  const longAgo = new Date(Date.now() - 61_000)
  await utimes(file, longAgo, longAgo)
  expect(await waiting).toBe('mine')
})

test('waiting ends with the signal, and the holder keeps the lock', async () => {
  const controller = new AbortController()
  await withLock(file, {}, async () => {
    const waiting = withLock(file, { signal: controller.signal, pollEvery: 5 }, async () => 'never')
    setTimeout(() => controller.abort(), 20)
    await expect(waiting).rejects.toMatchObject({ code: 'interrupted' })
    expect(await readdir(join(folder, 'below'))).toEqual(['native.lock'])
  })
})

test('who does not want to wait is told at once', async () => {
  await withLock(file, {}, async () => {
    expect(await ifUnlocked(file, async () => 'never')).toBeUndefined()
  })
  expect(await ifUnlocked(file, async () => 'mine')).toBe('mine')
  expect(await readdir(join(folder, 'below'))).toEqual([])
})
