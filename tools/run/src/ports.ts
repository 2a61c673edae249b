import { freePort, isFree } from '@stoa/topology'
import { claimPort } from './claim-port.ts'

export interface Ports {
  /** The wanted port on loopback, or a free one near it when that is in use; never the same port twice. */
  near(wanted: number, holder: string): Promise<number>
  free(): Promise<number>
}

export interface OpenPorts extends Ports {
  /** Lets other platforms have these ports. */
  close(): void
}

const attempts = 50

/** With `ephemeral` it hands out any free ports, as for platforms in tests. */
export function openPorts(options: { ephemeral: boolean; log: (line: string) => void }): OpenPorts {
  const claims: (() => void)[] = []

  async function claimFree(port: number): Promise<boolean> {
    const giveUp = await claimPort(port)
    const free = giveUp !== undefined && (await isFree(port))
    if (free) claims.push(giveUp)
    else giveUp?.()
    return free
  }

  async function near(wanted: number, holder: string): Promise<number> {
    if (options.ephemeral) return freePort()
    for (let port = wanted; port < wanted + attempts && port < 65_536; port++) {
      if (!(await claimFree(port))) continue
      if (port !== wanted)
        options.log(`port ${wanted} is in use; ${holder} listens on ${port} instead`)
      return port
    }
    const port = await freePort()
    options.log(`the ports from ${wanted} on are in use; ${holder} listens on ${port} instead`)
    return port
  }

  const close = () => {
    for (const giveUp of claims.splice(0)) giveUp()
  }

  return { near, free: freePort, close }
}
