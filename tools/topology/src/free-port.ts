import { createServer, type Server } from 'node:net'

// Above the usual ports of a platform and those near them, and below every system's range of ephemeral ports, from which
// outgoing connections take theirs.
const firstPort = 15_000
const blockPorts = 50
const blocks = 340
// After so many a process begins again with those that are free by then.
const mostPorts = 1_000

function listen(port: number): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' || error.code === 'EACCES' ? resolve(undefined) : reject(error),
    )
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => resolve(server))
  })
}

/** Whether nothing listens on this port of loopback. */
export async function isFree(port: number): Promise<boolean> {
  const server = await listen(port)
  if (!server) return false
  await new Promise((resolve) => server.close(resolve))
  return true
}

/** Takes a block of ports from all other processes: while this one lives, it holds the block's first port. */
async function claimBlock(): Promise<number[]> {
  const start = Math.floor(Math.random() * blocks)
  for (let i = 0; i < blocks; i++) {
    const first = firstPort + ((start + i) % blocks) * blockPorts
    const guard = await listen(first)
    if (!guard) continue
    guard.unref()
    return Array.from({ length: blockPorts - 1 }, (_, k) => first + 1 + k)
  }
  throw new Error('no free port on loopback')
}

const claimed: number[] = []
let handedOut = 0

async function nextPort(): Promise<number> {
  for (;;) {
    if (handedOut >= claimed.length && claimed.length < mostPorts)
      claimed.push(...(await claimBlock()))
    const port = claimed[handedOut++ % claimed.length]
    if (port !== undefined && (await isFree(port))) return port
  }
}

let last: Promise<unknown> = Promise.resolve()

/** A port of loopback that nothing listens on, and that no other caller is given, in any process. */
export function freePort(): Promise<number> {
  const port = last.then(nextPort)
  last = port.catch(() => undefined)
  return port
}

/** @see freePort */
export const freePorts = (count: number): Promise<readonly number[]> =>
  Promise.all(Array.from({ length: count }, freePort))
