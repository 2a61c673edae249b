import { z } from 'zod'
import type { Values } from '../src/preflight/merge-values.ts'
import { type Profile, profiles } from '../src/profiles.ts'

/** What a profile promises about the data, and the values of a release that keep it. */
interface DataPromise {
  readonly sentence: string
  readonly profiles: readonly Profile[]
  readonly release: 'postgres' | 'nats' | 'policies'
  readonly values: z.ZodType
}

const zone = 'topology.kubernetes.io/zone'
const several = ['production', 'multi-region'] as const
const { literal, object } = z

const days = (text: string): number => Number(/^(\d+)d$/.exec(text)?.[1] ?? 0)
const eachDay = /^\d+ \d+ \d+ \* \* \*$/
const plugin = literal('barman-cloud.cloudnative-pg.io')

/** One of 10.0.0.0/8, 172.16.0.0/12 and 192.168.0.0/16, or a part of it. */
const isPrivate = (range: string): boolean => {
  const [, first = 0, second = 0, bits = 0] =
    /^(\d+)\.(\d+)\.\d+\.\d+\/(\d+)$/.exec(range)?.map(Number) ?? []
  if (first === 10) return bits >= 8
  if (first === 172) return second >= 16 && second < 32 && bits >= 12
  return first === 192 && second === 168 && bits >= 16
}

const postgres: readonly DataPromise[] = [
  {
    ...{ sentence: 'nobody has the password of a superuser', profiles, release: 'postgres' },
    values: object({ cluster: object({ enableSuperuserAccess: literal(false) }) }),
  },
  {
    ...{ sentence: 'every connection has TLS and a password', profiles, release: 'postgres' },
    values: object({
      cluster: object({
        postgresql: object({
          pg_hba: z
            .array(z.string().regex(/^(hostssl .* scram-sha-256|host all all all reject)$/))
            .refine((rules) => rules.at(-1) === 'host all all all reject'),
        }),
      }),
    }),
  },
  {
    ...{ sentence: 'removing the release keeps the data', profiles, release: 'postgres' },
    values: object({
      cluster: object({ annotations: object({ 'helm.sh/resource-policy': literal('keep') }) }),
    }),
  },
  {
    ...{ sentence: 'three instances are in three zones', profiles: several, release: 'postgres' },
    values: object({
      cluster: object({
        instances: z.int().min(3),
        affinity: object({
          topologyKey: literal(zone),
          podAntiAffinityType: literal('required'),
        }),
        enablePDB: literal(true).default(true),
      }),
    }),
  },
  {
    ...{ sentence: 'a replica has each commit first', profiles: several, release: 'postgres' },
    values: object({
      cluster: object({
        postgresql: object({
          synchronous: object({ method: literal('any'), number: z.int().min(1) }),
        }),
      }),
    }),
  },
  {
    ...{ sentence: 'any moment of 30 days can be restored', profiles: several },
    release: 'postgres',
    values: object({
      backups: object({
        ...{ enabled: literal(true), method: literal('plugin') },
        pluginConfiguration: object({ name: plugin }),
        retentionPolicy: z.string().refine((text) => days(text) >= 30),
        scheduledBackups: z
          .array(
            object({
              ...{ method: literal('plugin'), schedule: z.string().regex(eachDay) },
              pluginConfiguration: object({ name: plugin }),
              suspend: literal(false).default(false),
            }),
          )
          .min(1),
      }),
    }),
  },
  {
    ...{ sentence: 'the other region comes from a private network', profiles: ['multi-region'] },
    release: 'postgres',
    values: object({
      cluster: object({
        services: object({
          additional: z
            .array(
              object({
                serviceTemplate: object({
                  spec: object({
                    loadBalancerSourceRanges: z.array(z.string().refine(isPrivate)).min(1),
                  }),
                }),
              }),
            )
            .min(1),
        }),
      }),
    }),
  },
  {
    ...{ sentence: 'the policies name the other region', profiles: ['multi-region'] },
    release: 'policies',
    values: object({ otherRegion: z.array(z.string().regex(/\/([89]|[12]\d|3[0-2])$/)).min(1) }),
  },
]

const nats: readonly DataPromise[] = [
  {
    ...{ sentence: 'three servers are in three zones', profiles: several, release: 'nats' },
    values: object({
      config: object({ cluster: object({ enabled: literal(true), replicas: z.int().min(3) }) }),
      podTemplate: object({
        topologySpreadConstraints: object({
          [zone]: object({ maxSkew: literal(1), whenUnsatisfiable: literal('DoNotSchedule') }),
        }),
      }),
      podDisruptionBudget: object({ enabled: literal(true).default(true) }).prefault({}),
    }),
  },
  {
    ...{ sentence: 'servers verify each other over TLS', profiles: several, release: 'nats' },
    values: object({
      config: object({
        cluster: object({
          tls: object({
            ...{ enabled: literal(true), secretName: literal('nats-routes') },
            merge: object({ verify: literal(true) }),
          }),
        }),
      }),
      tlsCA: object({ enabled: literal(true), secretName: literal('nats-routes') }),
    }),
  },
  {
    ...{ sentence: 'streams outlive their servers', profiles, release: 'nats' },
    values: object({
      config: object({
        jetstream: object({
          enabled: literal(true),
          fileStore: object({ enabled: literal(true), pvc: object({ size: z.string() }) }),
        }),
      }),
    }),
  },
]

/** The promises of a profile about Postgres and NATS. */
export const promisesOf = (profile: Profile): readonly DataPromise[] =>
  [...postgres, ...nats].filter((one) => one.profiles.includes(profile))

/** The sentences that the merged values of a profile do not keep. */
export const brokenPromises = (
  profile: Profile,
  valuesOf: (release: DataPromise['release']) => Values,
): readonly string[] =>
  promisesOf(profile)
    .filter(({ release, values }) => !values.safeParse(valuesOf(release)).success)
    .map(({ release, sentence }) => `${release}: ${sentence}`)
