import { homedir } from 'node:os'
import { join } from 'node:path'

/**
 * The user's cache folder for Planish: `$PLANISH_CACHE`, else what the platform uses for caches.
 *
 * Linux: `$XDG_CACHE_HOME/planish` or `~/.cache/planish`; macOS: `~/Library/Caches/planish`; Windows:
 * `%LOCALAPPDATA%\planish`.
 *
 * @example
 * ```ts
 * import { cacheFolder } from '@planish/core/node'
 *
 * cacheFolder() // '/home/ada/.cache/planish'
 * ```
 */
export function cacheFolder(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  if (env.PLANISH_CACHE) return env.PLANISH_CACHE
  if (platform === 'darwin') return join(home, 'Library', 'Caches', 'planish')
  if (platform === 'win32') return join(env.LOCALAPPDATA || join(home, 'AppData', 'Local'), 'planish')
  return join(env.XDG_CACHE_HOME || join(home, '.cache'), 'planish')
}
