import { join } from 'node:path'
import { expect, test } from 'vitest'
import { cacheFolder } from './cacheFolder.ts'

const home = join('/', 'home', 'ada')

test.each([
  ['PLANISH_CACHE before all else', { PLANISH_CACHE: '/fast', XDG_CACHE_HOME: '/xdg' }, 'linux', '/fast'],
  ['XDG_CACHE_HOME on Linux', { XDG_CACHE_HOME: '/xdg' }, 'linux', '/xdg/planish'],
  [
    'an empty variable counts as none',
    { PLANISH_CACHE: '', XDG_CACHE_HOME: '' },
    'linux',
    '/home/ada/.cache/planish',
  ],
  ['Library on macOS', { XDG_CACHE_HOME: '/xdg' }, 'darwin', '/home/ada/Library/Caches/planish'],
  ['LOCALAPPDATA on Windows', { LOCALAPPDATA: '/local' }, 'win32', '/local/planish'],
] as const)('%s', (_, env, platform, expected) => {
  expect(cacheFolder(env, platform, home)).toBe(expected)
})
