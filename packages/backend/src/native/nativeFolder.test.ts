import { expect, test } from 'vitest'
import { nativeFolder } from './nativeFolder.ts'

test('variants and platforms have folders of their own', () => {
  const folders = [
    nativeFolder('cpu', '/c', 'linux-x64'),
    nativeFolder('cuda', '/c', 'linux-x64'),
    nativeFolder('cpu', '/c', 'linux-arm64'),
  ]
  expect(new Set(folders).size).toBe(3)
  expect(folders[0]).toBe('/c/native/tf-2.21.0-cpu-linux-x64')
})
