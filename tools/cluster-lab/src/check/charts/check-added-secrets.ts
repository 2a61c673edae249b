import { makeDatabaseAuthority, secretsOf } from '@stoa/cluster'
import type { Service } from '@stoa/topology'
import type { Cluster } from '../../kubernetes/cluster.ts'
import { kubernetesObject } from '../../kubernetes/object.ts'
import type { Finding } from '../report.ts'

/** The Secrets of one service, applied beside those that are there, leave every other key of the broker's users. */
export async function checkAddedSecrets(
  cluster: Cluster,
  services: readonly Service[],
): Promise<readonly Finding[]> {
  const [added] = services.filter(({ publishes }) => publishes.length > 0)
  const authority = await makeDatabaseAuthority()
  const keys = secretsOf(added ? [added] : [], 'production', authority).find(
    ({ metadata }) => metadata.name === 'broker-keys',
  )
  const object = kubernetesObject.parse(keys)
  const before = Object.keys(await dataOf(cluster, object))
  await cluster.apply(object)
  const after = await dataOf(cluster, object)
  const [name = '', text = ''] = Object.entries(keys?.stringData ?? {})[0] ?? []
  const isTaken = after[name] === Buffer.from(text).toString('base64')
  const lost = before.filter((key) => !(key in after))
  return before.length > 1 && isTaken && lost.length === 0
    ? []
    : [
        {
          ...{ check: 'admission', subject: 'Secret broker-keys' },
          what: `the key of one service, applied alone, is ${isTaken ? 'taken' : 'not taken'}; lost: ${lost.join(', ') || 'none'}`,
        },
      ]
}

async function dataOf(cluster: Cluster, object: Parameters<Cluster['get']>[0]) {
  const stored = (await cluster.get(object)) as { data?: Record<string, string> } | undefined
  return stored?.data ?? {}
}
