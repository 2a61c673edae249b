import { openPorts } from '@stoa/run'

const ports = openPorts({ ephemeral: true, log: () => undefined })

/** A free port on loopback, never the same one twice. */
export const freePort = (): Promise<number> => ports.free()
