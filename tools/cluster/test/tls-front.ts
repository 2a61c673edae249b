import { connect, createServer, type Socket, type TcpNetConnectOpts } from 'node:net'
import { createSecureContext, TLSSocket } from 'node:tls'

/** Takes connections of Postgres's clients over TLS alone, and hands what they say to a server, at its Unix socket or its port. */
export async function startTlsFront(
  tls: { cert: string; key: string },
  server: string | TcpNetConnectOpts,
) {
  const secureContext = createSecureContext(tls)
  const sockets = new Set<Socket>()
  const keep = <Kept extends Socket>(socket: Kept): Kept => {
    sockets.add(socket.on('error', () => undefined))
    return socket
  }
  const front = createServer((client) => {
    keep(client).once('data', () => {
      client.write('S')
      const clear = keep(new TLSSocket(client, { isServer: true, secureContext }))
      const behind = keep(typeof server === 'string' ? connect(server) : connect(server))
      clear.pipe(behind).pipe(clear)
    })
  })
  await new Promise<void>((resolve) => {
    front.listen(0, '127.0.0.1', resolve)
  })
  return {
    port: (front.address() as { port: number }).port,
    close() {
      for (const socket of sockets) socket.destroy()
      front.close()
    },
  }
}
