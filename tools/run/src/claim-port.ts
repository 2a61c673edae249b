import { createServer } from 'node:net'

/**
 * Claims a port among all platforms of this machine, before a program listens on it: two that start at once would both
 * find it free. The claim is a socket in Linux's abstract namespace, which has no file and ends with the process.
 * @returns what gives it up; undefined while another platform has claimed the port
 */
export function claimPort(port: number): Promise<(() => void) | undefined> {
  return new Promise((resolve, reject) => {
    const socket = createServer((caller) => caller.destroy()).unref()
    socket.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error),
    )
    socket.listen({ path: `\0stoa-port-${port}`, exclusive: true }, () =>
      resolve(() => void socket.close()),
    )
  })
}
