import { readFileSync } from 'node:fs'
import { isStill } from '@stoa/run'
import { CannotRun, readState } from '@stoa/topology'
import { z } from 'zod'
import type { Access } from './kubernetes/kubeconfig.ts'
import { adminKubeconfig } from './places.ts'

const kubeconfig = z.object({
  clusters: z.tuple([
    z.object({ cluster: z.object({ server: z.string(), 'certificate-authority': z.string() }) }),
  ]),
  users: z.tuple([z.object({ user: z.object({ token: z.string() }) })]),
})

export interface LabAddress {
  readonly home: string
  readonly access: Access
  /** Address of istiod's plaintext gRPC port. */
  readonly xds: string
}

/** The lab that runs in `home`. @throws CannotRun when none is ready there */
export function findRunningLab(home: string): LabAddress {
  const state = readState(home)
  if (!state || !isStill(state))
    throw new CannotRun(`no lab is running in ${home}; start one with \`npx stoa lab up\``)
  if (!state.ready) throw new CannotRun('the lab is still starting; see `npx stoa lab up`')
  const { clusters, users } = kubeconfig.parse(
    JSON.parse(readFileSync(adminKubeconfig(home), 'utf8')),
  )
  const { server, 'certificate-authority': caFile } = clusters[0].cluster
  const xds = state.urls.xds
  if (!xds) throw new Error(`${home}/state.json names no address of istiod`)
  return {
    home,
    access: { url: server, caFile, token: users[0].user.token },
    xds: new URL(xds).host,
  }
}
