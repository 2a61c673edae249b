import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readTopology, repositoryRoot } from '@stoa/topology'
import { parse } from 'yaml'
import { deployedServices } from '../deployed.ts'
import { chart } from '../profiles.ts'

const defaultsOf = (name: string) =>
  parse(readFileSync(join(chart(name), 'values.yaml'), 'utf8')) as Record<string, unknown>

/** Every key of the chart `workload`, lists with an entry included, and those of the chart that includes it. */
const workloadOf = (chart: 'stoa' | 'service') => {
  const defaults = defaultsOf('workload')
  return {
    ...{ ...defaults, ...(defaultsOf(chart).workload as object) },
    ...{ replicas: 2, settings: { FEATURE: 'on' }, nodeSelector: { pool: 'shop' } },
    secretNames: { database: 'one', broker: 'two', providers: 'three' },
    tolerations: [{ key: 'shop', operator: 'Exists', effect: 'NoSchedule' }],
    networkPolicy: {
      ...(defaults.networkPolicy as object),
      callers: [{ namespace: 'commerce', name: 'gateway' }],
      callees: [{ name: 'payments', port: 4003 }],
    },
  }
}

export const charts = ['stoa', 'service', 'third-party/policies'] as const
export type ChartName = (typeof charts)[number]

/** Valid values in which every key has a value, so that each can be damaged. */
export const baseValues: Readonly<Record<ChartName, () => object>> = {
  stoa: () => ({
    ...defaultsOf('stoa'),
    edge: { hosts: ['shop.example'], certificate: { issuer: 'letsencrypt' } },
    tokens: {
      ...{ issuer: 'https://id.shop.example', audience: 'stoa' },
      jwksUri: 'https://id.shop.example/keys',
    },
    workload: workloadOf('stoa'),
    services: {
      orders: {
        size: { replicas: 3 },
        workload: { logLevel: 'debug', networkPolicy: { enabled: true } },
      },
    },
    locality: {
      failover: [
        { from: 'eu-west-1', to: 'eu-central-1' },
        { from: 'eu-central-1', to: 'eu-west-1' },
      ],
    },
  }),
  service() {
    const services = deployedServices(readTopology())
    const { name } = services.find(({ providers, secrets }) => providers && secrets) ?? {}
    const file = join(repositoryRoot, `services/${name}/service.yaml`)
    return { ...parse(readFileSync(file, 'utf8')), workload: workloadOf('service') }
  },
  'third-party/policies': () => ({
    ...defaultsOf('third-party/policies'),
    otherRegion: ['10.64.0.0/16', 'fd00:64::/48'],
  }),
}
