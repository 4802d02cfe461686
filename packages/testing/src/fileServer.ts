import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Answers a request. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => void

/** Serves `bytes` with support for `Range`, and ends the connection after `most` bytes of body. */
export const serving =
  (bytes: Uint8Array, most = Number.POSITIVE_INFINITY): Handler =>
  (request, response) => {
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0)
    if (from >= bytes.length) {
      response.writeHead(416, { 'content-range': `bytes */${bytes.length}` }).end()
      return
    }
    const range = from > 0 && { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` }
    response.writeHead(from > 0 ? 206 : 200, { 'content-length': bytes.length - from, ...range })
    const body = bytes.subarray(from, from + most)
    response.write(body, () => {
      // What was written has to be read before the connection breaks: an error discards what waits.
      if (body.length < bytes.length - from) setTimeout(() => response.destroy(), 150)
      else response.end()
    })
  }

/** A server on this machine whose answers a test changes as it goes. */
export interface FileServer {
  /** `http://127.0.0.1:PORT`. */
  readonly origin: string
  /** The requests so far: path, and `Range`. */
  readonly requests: { readonly path: string; readonly range: string | undefined }[]
  handler: Handler
  readonly close: () => void
}

/** Starts one; it answers 404 until it is told otherwise. */
export async function startFileServer(): Promise<FileServer> {
  const http = createServer((request, response) => {
    server.requests.push({ path: request.url ?? '', range: request.headers.range })
    server.handler(request, response)
  })
  await new Promise<void>(resolve => http.listen(0, '127.0.0.1', resolve))
  const server: FileServer = {
    origin: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    requests: [],
    handler: (_, response) => response.writeHead(404).end(),
    close: () => {
      http.closeAllConnections()
      http.close()
    },
  }
  return server
}
