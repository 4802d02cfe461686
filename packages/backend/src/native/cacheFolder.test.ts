import { join } from 'node:path'
import { expect, test } from 'vitest'
import { cacheFolder, nativeFolder } from './cacheFolder.ts'

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

test('variants and platforms have folders of their own', () => {
  const folders = [
    nativeFolder('cpu', '/c', 'linux-x64'),
    nativeFolder('cuda', '/c', 'linux-x64'),
    nativeFolder('cpu', '/c', 'linux-arm64'),
  ]
  expect(new Set(folders).size).toBe(3)
  expect(folders[0]).toBe('/c/native/tf-2.21.0-cpu-linux-x64')
})
