import { z } from 'zod'
import type { Send } from './http.ts'
import type { KubernetesObject } from './object.ts'

const resourceList = z.object({
  resources: z.array(z.object({ name: z.string(), kind: z.string(), namespaced: z.boolean() })),
})
type ResourceOfKind = z.infer<typeof resourceList>['resources'][number]

export const groupPath = (apiVersion: string): string =>
  apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`

export interface Discovery {
  /** The path of an object, or undefined when the API server has no such kind. */
  pathOf(object: KubernetesObject): Promise<string | undefined>
  /** The path of all objects of a kind, likewise. */
  collectionOf(apiVersion: string, kind: string): Promise<string | undefined>
}

/** Where objects go that name no namespace, as a chart's release namespace. */
const releaseNamespace = 'commerce'

/** Finds the paths of objects; asks the API server again for kinds that it did not have before. */
export function openDiscovery(send: Send): Discovery {
  const known = new Map<string, readonly ResourceOfKind[]>()

  async function find(apiVersion: string, kind: string): Promise<ResourceOfKind | undefined> {
    const found = known.get(apiVersion)?.find((one) => one.kind === kind)
    if (found) return found
    const { status, text } = await send({ path: groupPath(apiVersion) })
    if (status !== 200) return undefined
    const { resources } = resourceList.parse(JSON.parse(text))
    const own = resources.filter(({ name }) => !name.includes('/'))
    known.set(apiVersion, own)
    return own.find((one) => one.kind === kind)
  }

  return {
    async pathOf({ apiVersion, kind, metadata: { name, namespace = releaseNamespace } }) {
      const resource = await find(apiVersion, kind)
      if (!resource) return undefined
      const place = resource.namespaced ? `/namespaces/${namespace}` : ''
      return `${groupPath(apiVersion)}${place}/${resource.name}/${name}`
    },
    async collectionOf(apiVersion, kind) {
      const resource = await find(apiVersion, kind)
      return resource && `${groupPath(apiVersion)}/${resource.name}`
    },
  }
}
