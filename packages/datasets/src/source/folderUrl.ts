import { type PlanishError, toPlanishError } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'

/** A folder's address, relative to the page in a browser, with a slash at its end. */
export const folderUrl = (baseUrl: string | URL): E.Either<PlanishError, URL> =>
  E.tryCatch(
    () => {
      const here = typeof location === 'undefined' ? undefined : location.href
      const url = new URL(baseUrl, here)
      if (!url.pathname.endsWith('/')) url.pathname += '/'
      return url
    },
    toPlanishError('usage', `baseUrl "${baseUrl}"`, 'outside a browser it must be absolute'),
  )
