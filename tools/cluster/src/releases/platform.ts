import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { CannotRun } from '@stoa/topology'
import { z } from 'zod'
import { mergedValues } from '../preflight/merge-values.ts'

/** Where nodes keep their network plugins in a place of their own, as Istio's charts name it. */
export const platforms = ['gke', 'k3d', 'k3s', 'microk8s', 'minikube'] as const
export type Platform = (typeof platforms)[number]

/** The file of a site that belongs to no release: what the cluster is. */
export const clusterFile = 'cluster.yaml'

const platform = z.enum(platforms, {
  error: ({ input }) =>
    `expected one of ${platforms.join(', ')}, or no key for any other, found ${JSON.stringify(input)}`,
})
const clusterSchema = z.strictObject({ platform: platform.optional() })

/** @throws CannotRun with the option, where it names no platform */
export function platformNamed(name: string): Platform {
  const parsed = platform.safeParse(name)
  if (parsed.success) return parsed.data
  throw new CannotRun(parsed.error.issues.map(({ message }) => `--platform: ${message}`).join('\n'))
}

/** What a site says of its cluster. @throws CannotRun with the file and the path of each fault */
export function readPlatform(site: string | undefined): Platform | undefined {
  const file = site === undefined ? undefined : join(site, clusterFile)
  if (file === undefined || !existsSync(file)) return undefined
  const parsed = clusterSchema.safeParse(mergedValues([file]))
  if (parsed.success) return parsed.data.platform
  const faults = parsed.error.issues.map(({ path, message }) =>
    [file, ...path, message].map(String).join(': '),
  )
  throw new CannotRun(faults.join('\n'))
}

/** The plugin writes into the nodes, and istiod is told where it runs. */
const asked: readonly string[] = ['istio-cni', 'istiod']

/** What a release is told of the platform; undefined where it does not ask. */
export const platformValues = (release: string, of: Platform | undefined): object | undefined =>
  of !== undefined && asked.includes(release) ? { global: { platform: of } } : undefined
