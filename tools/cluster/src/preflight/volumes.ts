import { z } from 'zod'
import type { Kubectl } from '../check/kubectl.ts'
import { answerOf } from './answer.ts'
import { bytesOf } from './quantity.ts'
import { shapedAs } from './shaped-as.ts'

const natsSchema = z.looseObject({
  config: z
    .looseObject({
      jetstream: z
        .looseObject({
          fileStore: z
            .looseObject({ pvc: z.looseObject({ size: z.string().optional() }).default({}) })
            .default({ pvc: {} }),
        })
        .optional(),
    })
    .default({}),
})
const statefulSetSchema = z.object({
  spec: z.object({
    volumeClaimTemplates: z
      .array(
        z.object({
          spec: z.object({ resources: z.object({ requests: z.object({ storage: z.string() }) }) }),
        }),
      )
      .default([]),
  }),
})

const volume = z.looseObject({ size: z.string().optional() })
const postgresSchema = z.looseObject({
  cluster: z
    .looseObject({
      storage: volume.default({}),
      walStorage: volume.extend({ enabled: z.boolean().optional() }).default({}),
    })
    .prefault({}),
})
const clusterSchema = z.object({
  spec: z.object({ storage: volume.default({}), walStorage: volume.optional() }),
})

/** Kubernetes changes no volume that a StatefulSet asks for. */
async function ofNats(values: unknown, namespace: string, kubectl: Kubectl): Promise<string[]> {
  const wanted = shapedAs(natsSchema, values, 'nats').config.jetstream?.fileStore.pvc.size
  const found = await objectNamed(kubectl, 'statefulsets.apps', 'nats', namespace)
  if (found === undefined || wanted === undefined) return []
  const [template] = statefulSetSchema.parse(found).spec.volumeClaimTemplates
  const there = template?.spec.resources.requests.storage
  if (there === undefined || bytesOf(there) === bytesOf(wanted)) return []
  return [
    `the volumes of nats have ${there} and cannot become ${wanted}: set \`config.jetstream.fileStore.pvc.size\` to ${there} in <site>/nats.yaml`,
  ]
}

/** CloudNativePG makes volumes larger, and adds one for the WAL; it takes neither back. */
async function ofPostgres(values: unknown, namespace: string, kubectl: Kubectl): Promise<string[]> {
  const { storage, walStorage } = shapedAs(postgresSchema, values, 'postgres').cluster
  const found = await objectNamed(kubectl, 'clusters.postgresql.cnpg.io', 'postgres', namespace)
  if (found === undefined) return []
  const there = clusterSchema.parse(found).spec
  const keeps = (key: string, value: string) => `set \`${key}\` to ${value} in <site>/postgres.yaml`
  const wal = there.walStorage && `{ enabled: true, size: ${there.walStorage.size} }`
  return [
    ...(isSmaller(storage.size, there.storage.size)
      ? [
          `the volume of postgres has ${there.storage.size} and cannot shrink to ${storage.size}: ${keeps('cluster.storage.size', there.storage.size ?? '')}`,
        ]
      : []),
    ...(wal && !walStorage.enabled
      ? [
          `postgres has a volume for its WAL, which cannot be taken away: ${keeps('cluster.walStorage', wal)}`,
        ]
      : []),
    ...(wal && walStorage.enabled && isSmaller(walStorage.size, there.walStorage?.size)
      ? [
          `the volume of postgres for its WAL has ${there.walStorage?.size} and cannot shrink to ${walStorage.size}: ${keeps('cluster.walStorage', wal)}`,
        ]
      : []),
  ]
}

const isSmaller = (wanted: string | undefined, there: string | undefined): boolean =>
  wanted !== undefined && there !== undefined && bytesOf(wanted) < bytesOf(there)

async function objectNamed(
  kubectl: Kubectl,
  kind: string,
  name: string,
  namespace: string,
): Promise<unknown> {
  const asked = ['get', kind, name, `--namespace=${namespace}`, '--ignore-not-found']
  const answer = await answerOf(kubectl, [...asked, '--output=json'])
  return answer?.trim() ? JSON.parse(answer) : undefined
}

/** By release: what its values ask of volumes that stand, and cannot be done. */
export const volumeFaults: Readonly<
  Record<string, (values: unknown, namespace: string, kubectl: Kubectl) => Promise<string[]>>
> = { nats: ofNats, postgres: ofPostgres }
