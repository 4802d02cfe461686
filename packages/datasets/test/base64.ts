/** The bytes of a fixture; the browser has no `Buffer`. */
export const bytesOf = (base64: string): Uint8Array =>
  Uint8Array.from(atob(base64), letter => letter.charCodeAt(0))
