import { epochs, type Message } from './messages.ts'

const show = (id: string, text: string): void => {
  const element = document.getElementById(id)
  if (element !== null) element.textContent = text
}

const points: string[] = []

function receive(message: Message): void {
  switch (message.type) {
    case 'backend':
      show('backend', message.text)
      break
    case 'failed':
      show('backend', `failed: ${message.text}`)
      break
    case 'done':
      show('backend', `${document.getElementById('backend')?.textContent} (finished)`)
      break
    case 'epoch': {
      const { epoch, loss, accuracy } = message
      points.push(`${epoch / epochs},${1 - accuracy}`)
      document.getElementById('curve')?.setAttribute('points', points.join(' '))
      const share = (100 * accuracy).toFixed(1)
      show('progress', `epoch ${epoch} of ${epochs}: loss ${loss.toFixed(3)}, test accuracy ${share} %`)
    }
  }
}

// All computing is the worker's, so that the page stays free. `?backend=wasm` or `?backend=webgpu` insists on one.
const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
worker.addEventListener('message', ({ data }: MessageEvent<Message>) => receive(data))
worker.addEventListener('error', ({ message }) => receive({ type: 'failed', text: message }))
worker.postMessage(new URLSearchParams(location.search).get('backend'))
