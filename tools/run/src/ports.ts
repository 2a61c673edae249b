import { createServer } from 'node:net'

export interface Ports {
  /** The wanted port on loopback, or a free one near it when it is in use. Never the same port twice. */
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

/** `ephemeral`: any free port will do, as for platforms in tests. */
export function openPorts(options: { ephemeral: boolean; say: (line: string) => void }): Ports {
  const given = new Set<number>()

  async function free(): Promise<number> {
    const port = await tryPort(0)
    if (port === undefined) throw new Error('no free port on loopback')
    if (given.has(port)) return free()
    given.add(port)
    return port
  }

  async function near(wanted: number, holder: string): Promise<number> {
    if (options.ephemeral) return free()
    for (let port = wanted; port < wanted + attempts && port < 65_536; port++) {
      if (given.has(port) || !(await tryPort(port))) continue
      given.add(port)
      if (port !== wanted) options.say(`port ${wanted} is in use: ${holder} takes ${port}`)
      return port
    }
    const port = await free()
    options.say(`ports from ${wanted} on are in use: ${holder} takes ${port}`)
    return port
  }

  return { near, free }
}
