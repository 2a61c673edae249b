import { rmSync } from 'node:fs'
import type { ResourceKind } from '@stoa/topology'
import { answersOk } from '../http-ok.ts'
import type { Resource } from '../supervisor/resource.ts'

export interface EnvoyOptions {
  readonly name: string
  readonly kind: Extract<ResourceKind, 'sidecar' | 'edge'>
  readonly program: string
  readonly args: readonly string[]
  readonly ports: Readonly<Record<string, number>>
  readonly adminSocket: string
  readonly outboundSocket?: string
  /** One JSON line for each request. */
  readonly accessLog: string
}

export const sidecarOf = (instance: string): string => `${instance}-sidecar`

export function envoyResource(options: EnvoyOptions): Resource {
  const { adminSocket, outboundSocket } = options
  const sockets = { admin: adminSocket, ...(outboundSocket ? { outbound: outboundSocket } : {}) }
  return {
    name: options.name,
    kind: options.kind,
    after: [],
    ports: options.ports,
    sockets,
    program: () => {
      for (const socket of Object.values(sockets)) rmSync(socket, { force: true })
      return {
        command: options.program,
        args: options.args,
        env: { PATH: process.env.PATH },
        outputFile: options.accessLog,
        onOrphaned: 'KILL',
      }
    },
    isReady: () => answersOk({ socketPath: adminSocket }, '/ready'),
    stop: { signal: 'SIGTERM', withinMs: 3000 },
  }
}
