import { freePort, isFree } from '@stoa/topology'

export interface Ports {
  /** The wanted port on loopback, or a free one near it when that is in use; never the same port twice. */
  near(wanted: number, holder: string): Promise<number>
  free(): Promise<number>
}

const attempts = 50

/** With `ephemeral` it hands out any free ports, as for platforms in tests. */
export function openPorts(options: { ephemeral: boolean; log: (line: string) => void }): Ports {
  const handedOut = new Set<number>()

  async function near(wanted: number, holder: string): Promise<number> {
    if (options.ephemeral) return freePort()
    for (let port = wanted; port < wanted + attempts && port < 65_536; port++) {
      if (handedOut.has(port) || !(await isFree(port))) continue
      handedOut.add(port)
      if (port !== wanted)
        options.log(`port ${wanted} is in use; ${holder} listens on ${port} instead`)
      return port
    }
    const port = await freePort()
    options.log(`the ports from ${wanted} on are in use; ${holder} listens on ${port} instead`)
    return port
  }

  return { near, free: freePort }
}
