import { z } from 'zod'
import { openDiscovery } from './discovery.ts'
import { openHttp } from './http.ts'
import type { Access } from './kubeconfig.ts'
import { type KubernetesObject, kubernetesObject, nameOf } from './object.ts'

export const fieldManager = 'stoa-lab'

export type Applied =
  | { readonly object: KubernetesObject; readonly stored: KubernetesObject }
  | { readonly object: KubernetesObject; readonly refused: string }

export interface PodName {
  readonly metadata: { readonly namespace: string; readonly name: string }
}

export interface Evicted {
  readonly status: number
  readonly reason: string
}

export interface Cluster {
  /** Applies on the server, so that a refusal is the API server's or a webhook's own. */
  apply(object: KubernetesObject, options?: { readonly dryRun?: boolean }): Promise<Applied>
  /** Undefined when there is no such object. */
  get(object: KubernetesObject): Promise<KubernetesObject | undefined>
  /** Objects at a path such as `/api/v1/namespaces/commerce/pods`. */
  list(path: string): Promise<readonly KubernetesObject[]>
  /** Every object of a kind in all namespaces; none when there is no such kind. */
  listOf(apiVersion: string, kind: string): Promise<readonly KubernetesObject[]>
  /** Changes fields of an object. @throws Error with the API server's reason */
  change(object: KubernetesObject, fields: object): Promise<void>
  /** Asks for a pod's eviction, as a drain does; 429 when a budget forbids it. */
  evict(pod: PodName, options?: { readonly dryRun?: boolean }): Promise<Evicted>
  delete(object: KubernetesObject): Promise<void>
  close(): void
}

const failure = z.object({ message: z.string() })
const listed = z.object({ items: z.array(z.looseObject({ metadata: z.looseObject({}) })) })

const messageOf = (text: string): string => {
  try {
    return failure.parse(JSON.parse(text)).message
  } catch {
    return text.slice(0, 500)
  }
}

/** Opens a client of the API server. */
export function openCluster(access: Access): Cluster {
  const { send, close } = openHttp(access)
  const { pathOf, collectionOf } = openDiscovery(send)

  async function read(path: string): Promise<string | undefined> {
    const { status, text } = await send({ path })
    if (status === 404) return undefined
    if (status !== 200) throw new Error(`GET ${path}: ${status} ${messageOf(text)}`)
    return text
  }

  // A list leaves out the kind of its items.
  async function listAt(path: string, kind: object): Promise<readonly KubernetesObject[]> {
    const text = await read(path)
    if (text === undefined) return []
    const { items } = listed.parse(JSON.parse(text))
    return items.map((item) => kubernetesObject.parse({ ...kind, ...item }))
  }

  return {
    async apply(object, { dryRun = false } = {}) {
      const path = await pathOf(object)
      if (!path)
        return { object, refused: `the API server has no ${object.kind} of ${object.apiVersion}` }
      const query = `fieldManager=${fieldManager}&force=true${dryRun ? '&dryRun=All' : ''}`
      const { status, text } = await send({
        ...{ method: 'PATCH', path: `${path}?${query}`, body: JSON.stringify(object) },
        contentType: 'application/apply-patch+yaml',
      })
      return status === 200 || status === 201
        ? { object, stored: kubernetesObject.parse(JSON.parse(text)) }
        : { object, refused: messageOf(text) }
    },
    async get(object) {
      const path = await pathOf(object)
      const text = path && (await read(path))
      return text ? kubernetesObject.parse(JSON.parse(text)) : undefined
    },
    list: (path) => listAt(path, { apiVersion: 'v1', kind: 'item' }),
    async listOf(apiVersion, kind) {
      const path = await collectionOf(apiVersion, kind)
      return path ? listAt(path, { apiVersion, kind }) : []
    },
    async change(object, fields) {
      const path = await pathOf(object)
      if (!path) throw new Error(`the API server has no ${object.kind}`)
      const body = JSON.stringify(fields)
      const contentType = 'application/merge-patch+json'
      const { status, text } = await send({ method: 'PATCH', path, body, contentType })
      if (status !== 200)
        throw new Error(`changing ${nameOf(object)}: ${status} ${messageOf(text)}`)
    },
    async evict({ metadata: { namespace, name } }, { dryRun = false } = {}) {
      const eviction = {
        ...{ apiVersion: 'policy/v1', kind: 'Eviction', metadata: { namespace, name } },
        ...(dryRun && { deleteOptions: { dryRun: ['All'] } }),
      }
      const { status, text } = await send({
        ...{ method: 'POST', path: `/api/v1/namespaces/${namespace}/pods/${name}/eviction` },
        ...{ body: JSON.stringify(eviction), contentType: 'application/json' },
      })
      return { status, reason: messageOf(text) }
    },
    async delete(object) {
      const path = await pathOf(object)
      if (!path) return
      const { status, text } = await send({ method: 'DELETE', path })
      if (status >= 300 && status !== 404)
        throw new Error(`deleting ${nameOf(object)}: ${status} ${messageOf(text)}`)
    },
    close,
  }
}
