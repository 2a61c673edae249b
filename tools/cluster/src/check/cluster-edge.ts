import { existsSync, readFileSync } from 'node:fs'
import type { ClusterEdge, OpenClusterEdge } from '@stoa/load'
import { openEdge } from '@stoa/load'
import { CannotRun } from '@stoa/topology'
import { z } from 'zod'
import { requireContext } from '../releases/kubeconfig.ts'
import { type Forwarded, forward, type Kubectl, kubectlOf } from './kubectl.ts'

export const edgeNamespace = 'istio-ingress'
const gatewaySchema = z.object({
  spec: z.object({ servers: z.array(z.object({ hosts: z.array(z.string()).min(1) })).min(1) }),
})

/** Opens the edge of a cluster under its own host, with the authorities of `ca`, or else the public ones. */
export const openClusterEdge: OpenClusterEdge = async (context, { token, ca }) => {
  const trust = ca === undefined ? {} : { ca: readAuthority(ca) }
  const named = requireContext(context)
  const url = `https://${await hostInCluster(kubectlOf(named))}`
  return edgeAt(url, await forwardEdge(named), { token, ...trust })
}

export const forwardEdge = (context: string): Promise<Forwarded> =>
  forward(context, edgeNamespace, 'istio-ingressgateway', 443)

/** A client of the edge of this URL that sends to the forwarded port. */
export function edgeAt(
  url: string,
  at: Forwarded,
  options: Omit<NonNullable<Parameters<typeof openEdge>[1]>, 'at'>,
): ClusterEdge {
  const edge = openEdge({ urls: { edge: url }, caFile: null }, { ...options, at })
  return {
    edge,
    async end() {
      await edge.close()
      return at.end()
    },
  }
}

export async function hostInCluster(kubectl: Kubectl): Promise<string> {
  const args = [`--namespace=${edgeNamespace}`, 'gateways.networking.istio.io', 'edge']
  const found = JSON.parse(await kubectl(['get', ...args, '--output=json']))
  return String(gatewaySchema.parse(found).spec.servers[0]?.hosts[0])
}

/** Certificates in PEM. @throws CannotRun where there is no such file */
export function readAuthority(file: string): string {
  if (!existsSync(file)) throw new CannotRun(`--ca: there is no file ${file}`)
  return readFileSync(file, 'utf8')
}
