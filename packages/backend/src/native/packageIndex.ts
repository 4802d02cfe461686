import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { PlanishError } from '@planish/core'
import type { Wheel } from './artifacts.ts'

/** An address without its user and password, and the header that carries them instead (`fetch` wants it so). */
export interface Address {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
}

export function toAddress(text: string): Address {
  const url = new URL(text)
  const { username, password } = url
  if (username === '') return { url, headers: {} }
  url.username = ''
  url.password = ''
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return { url, headers: { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` } }
}

/** The package index that pip or uv is configured to use, if any is configured. */
export async function configuredIndex(
  env: NodeJS.ProcessEnv = process.env,
  files: readonly string[] = configurationFiles(env),
): Promise<string | undefined> {
  const fromEnv = env.PIP_INDEX_URL || env.UV_DEFAULT_INDEX || env.UV_INDEX_URL
  if (fromEnv) return fromEnv
  for (const file of files) {
    const text = await readFile(file, 'utf8').catch(() => '')
    const found = /^\s*index[-_]url\s*[=:]\s*(\S+)/m.exec(text)?.[1]
    if (found !== undefined) return found
  }
  return undefined
}

function configurationFiles(env: NodeJS.ProcessEnv): string[] {
  const home = homedir()
  return [
    ...(env.PIP_CONFIG_FILE ? [env.PIP_CONFIG_FILE] : []),
    join(env.XDG_CONFIG_HOME || join(home, '.config'), 'pip', 'pip.conf'),
    join(home, 'Library', 'Application Support', 'pip', 'pip.conf'),
    join(home, '.pip', 'pip.conf'),
    '/etc/pip.conf',
  ]
}

/**
 * Where a simple index (PEP 503 in HTML, PEP 691 in JSON) has a wheel.
 *
 * @throws `io` when the index does not answer or does not have the file
 */
export async function findInIndex(index: string, wheel: Wheel, signal?: AbortSignal): Promise<Address> {
  const { url, headers } = parseIndex(index)
  const page = new URL(`${url.pathname.replace(/\/*$/, '')}/${wheel.project}/`, url)
  const response = await fetch(page, {
    headers: { ...headers, accept: 'application/vnd.pypi.simple.v1+json, text/html;q=0.5' },
    ...(signal && { signal }),
  }).catch((cause: unknown) => {
    throw new PlanishError(
      'io',
      `the package index ${page.host} does not answer`,
      'check the network, or set another index with --index',
      { cause },
    )
  })
  if (!response.ok) {
    throw new PlanishError(
      'io',
      `the package index answers ${response.status} for ${page.href}`,
      'is --index (or PIP_INDEX_URL) the address of a simple index, ending in /simple?',
    )
  }
  const json = response.headers.get('content-type')?.includes('json') ?? false
  const link = json
    ? linkInJson(await response.json(), wheel.file)
    : linkInHtml(await response.text(), wheel.file)
  if (link === undefined) {
    throw new PlanishError(
      'io',
      `the package index ${page.host} does not have ${wheel.file}`,
      'set another index with --index or PIP_INDEX_URL',
    )
  }
  const found = new URL(link, response.url)
  found.hash = ''
  return { url: found, headers: found.origin === url.origin ? headers : {} }
}

function parseIndex(index: string): Address {
  try {
    const address = toAddress(index)
    if (/^https?:$/.test(address.url.protocol)) return address
  } catch {
    // Said below, as for an address of another kind.
  }
  throw new PlanishError(
    'usage',
    `not an http(s) address of a package index: ${index}`,
    'give --index as https://HOST/simple',
  )
}

function linkInJson(page: unknown, file: string): string | undefined {
  if (typeof page !== 'object' || page === null || !('files' in page) || !Array.isArray(page.files))
    return undefined
  const files: readonly unknown[] = page.files
  for (const entry of files) {
    if (typeof entry !== 'object' || entry === null || !('filename' in entry) || !('url' in entry)) continue
    if (entry.filename === file && typeof entry.url === 'string') return entry.url
  }
  return undefined
}

function linkInHtml(page: string, file: string): string | undefined {
  for (const [, href, text] of page.matchAll(/<a\s[^>]*?href\s*=\s*["']([^"']+)["'][^>]*>([^<]*)<\/a>/gi)) {
    if (href !== undefined && text?.trim() === file) return href.replaceAll('&amp;', '&')
  }
  return undefined
}
