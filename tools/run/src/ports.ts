import { createServer } from 'node:net'

export interface Ports {
  /** The wanted port on loopback, or a free one near it when that is in use; never the same port twice. */
  near(wanted: number, holder: string): Promise<number>
  free(): Promise<number>
}

const attempts = 50

function tryPort(port: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' || error.code === 'EACCES' ? resolve(undefined) : reject(error),
    )
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address()
      const bound = typeof address === 'object' && address ? address.port : undefined
      server.close(() => resolve(bound))
    })
  })
}

/** With `ephemeral` it hands out any free ports, as for platforms in tests. */
export function openPorts(options: { ephemeral: boolean; log: (line: string) => void }): Ports {
  const handedOut = new Set<number>()

  async function free(): Promise<number> {
    const port = await tryPort(0)
    if (port === undefined) throw new Error('no free port on loopback')
    if (handedOut.has(port)) return free()
    handedOut.add(port)
    return port
  }

  async function near(wanted: number, holder: string): Promise<number> {
    if (options.ephemeral) return free()
    for (let port = wanted; port < wanted + attempts && port < 65_536; port++) {
      if (handedOut.has(port) || !(await tryPort(port))) continue
      handedOut.add(port)
      if (port !== wanted)
        options.log(`port ${wanted} is in use; ${holder} listens on ${port} instead`)
      return port
    }
    const port = await free()
    options.log(`the ports from ${wanted} on are in use; ${holder} listens on ${port} instead`)
    return port
  }

  return { near, free }
}
