import { connect } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { Answer, Wear } from '../probe.ts'
import { handshake, type Target } from './http.ts'
import type { Wardrobe } from './wardrobe.ts'

const word = 'PING\r\n'
// A server of this kind speaks first, before a policy has had its say.
const greeting = /^INFO [^\n]*\n/
// What TLS says to who does not speak it.
const alert = '\x15\x03'

/** Says one word to a TCP server behind its sidecar; an answer to it is the application's. */
export const askTcp = (
  { host, port }: Target,
  wear: Wear,
  wardrobe: Wardrobe,
  withinMs: number,
): Promise<Answer> =>
  new Promise((resolve) => {
    const plain = wear.kind === 'plain'
    const socket = plain
      ? connect({ host, port })
      : connectTls({ host, port, ...handshake(wardrobe.of(wear)), ALPNProtocols: ['istio'] })
    let said = ''
    const end = (answer: Answer) => {
      socket.destroy()
      resolve(answer)
    }
    socket.setTimeout(withinMs, () => end('closed'))
    socket.on(plain ? 'connect' : 'secureConnect', () => socket.write(word))
    socket.on('data', (chunk: Buffer) => {
      said += chunk.toString('latin1')
      if (greeting.test(said) ? said.replace(greeting, '') !== '' : !said.startsWith('INFO'))
        end(said.startsWith(alert) ? 'closed' : 'application')
    })
    socket.on('error', () => end('closed'))
    socket.on('close', () => end('closed'))
  })
