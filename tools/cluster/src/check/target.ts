import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Edge, openEdge } from '@stoa/load'
import { CannotRun } from '@stoa/topology'
import { z } from 'zod'
import { mergedValues } from '../preflight/merge-values.ts'
import { readSigningKey, signer } from '../trial/signing-key.ts'
import { authorityFile } from '../trial/trial.ts'
import { edgeAt, edgeNamespace, forwardEdge, hostInCluster, readAuthority } from './cluster-edge.ts'
import type { Kubectl } from './kubectl.ts'

export interface TargetOptions {
  /** The URL of the edge; without it, the edge of the cluster is found and forwarded. */
  readonly gateway: string | undefined
  readonly context: string | undefined
  readonly site: string | undefined
  /** A file of certificates to trust. */
  readonly ca: string | undefined
}

export interface OpenTarget {
  readonly url: string
  readonly edge: Edge
  close(): Promise<void>
}

const secretSchema = z.object({ data: z.object({ 'tls.crt': z.string() }) })
const siteSchema = z.object({ edge: z.object({ hosts: z.array(z.string()).min(1) }) })

/** Opens a client of the edge. @throws CannotRun where it cannot be found */
export async function openTarget(
  options: TargetOptions,
  kubectl: Kubectl | undefined,
): Promise<OpenTarget> {
  const { gateway, context, site } = options
  const key = site === undefined ? undefined : readSigningKey(site)
  const tokens = key ? { token: signer(key) } : {}
  if (gateway !== undefined) {
    const ca = authorityOf(options)
    const edge = openEdge({ urls: { edge: urlOf(gateway) }, caFile: null }, { ...tokens, ...ca })
    return { url: gateway, edge, close: () => edge.close() }
  }
  if (!kubectl || context === undefined)
    throw new CannotRun('name the cluster with --context, or the address with --gateway')
  const url = `https://${(site && hostOfSite(site)) ?? (await hostInCluster(kubectl))}`
  const ca = authorityOf(options) ?? { ca: await certificateInCluster(kubectl) }
  const { edge, end } = edgeAt(url, await forwardEdge(context), { ...tokens, ...ca })
  return { ...{ url, edge }, close: async () => void (await end()) }
}

/** @throws CannotRun where it is no URL of HTTPS */
export function urlOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol === 'https:') return url.origin
  throw new CannotRun(`--gateway: expected a URL such as https://localhost:8443, found ${text}`)
}

function authorityOf({ ca, site }: TargetOptions): { ca: string } | undefined {
  const file = ca ?? (site && existsSync(authorityFile(site)) ? authorityFile(site) : undefined)
  return file === undefined ? undefined : { ca: readAuthority(file) }
}

function hostOfSite(site: string): string | undefined {
  const file = join(site, 'stoa.yaml')
  if (!existsSync(file)) return undefined
  return siteSchema.safeParse(mergedValues([file])).data?.edge.hosts[0]
}

async function certificateInCluster(kubectl: Kubectl): Promise<string> {
  const args = [`--namespace=${edgeNamespace}`, 'secret', 'edge-serving', '--output=json']
  const { data } = secretSchema.parse(JSON.parse(await kubectl(['get', ...args])))
  return Buffer.from(data['tls.crt'], 'base64').toString('utf8')
}
