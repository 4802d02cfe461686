import { readFile, rm, writeFile } from 'node:fs/promises'

// Beside a part lies what its first answer said of the file, so that a later request can ask for the rest only of that
// same file (If-Range, RFC 9110, 13.1.5).

interface Validator {
  readonly url: string
  readonly value: string
}

const validatorFile = (part: string): string => `${part}.validator`

/** Notes a strong ETag, else the date of the last change. */
export async function keepValidator(part: string, url: URL, headers: Headers): Promise<void> {
  const etag = headers.get('etag')
  const value = etag?.startsWith('"') ? etag : headers.get('last-modified')
  if (value === null) return dropValidator(part)
  const validator: Validator = { url: url.href, value }
  await writeFile(validatorFile(part), JSON.stringify(validator))
}

/** What was noted of a part that came from this address. */
export async function readValidator(part: string, url: URL): Promise<string | undefined> {
  try {
    const found: Partial<Validator> = JSON.parse(await readFile(validatorFile(part), 'utf8'))
    return found.url === url.href ? found.value : undefined
  } catch {
    return undefined
  }
}

/** Forgets it, once the part is whole or gone. */
export const dropValidator = (part: string): Promise<void> => rm(validatorFile(part), { force: true })
