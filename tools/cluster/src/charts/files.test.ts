import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readFolder } from '@stoa/mesh/policy'
import { readTopology, repositoryRoot, type Service } from '@stoa/topology'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { chart } from '../profiles.ts'
import { chartFiles } from './files.ts'

const topology = readTopology()

const loyalty: Service = {
  ...{ name: 'loyalty', port: 4108, owner: 'customers', database: 'loyalty' },
  ...{ calls: ['orders'], publishes: [], consumes: ['order.confirmed'] },
  ...{ slo: { availability: 99 }, size: { cpu: '50m', memory: '64Mi', replicas: 1 } },
}

it('a new service needs no file but its own', async () => {
  const { files } = await readFolder(join(repositoryRoot, 'mesh/istio'))
  const mesh = files.filter(({ file }) => !file.startsWith('faults/'))
  const made = chartFiles({ ...topology, services: [...topology.services, loyalty] }, mesh)
  const own = made.find(({ path }) => path.endsWith('/services/loyalty.yaml'))
  expect(parse(own?.text ?? '').callees).toEqual([{ name: 'orders', port: 4001 }])
  const textOf = (end: string) => made.find(({ path }) => path.endsWith(end))?.text
  expect(textOf('accounts.conf')).toContain('include ./key-loyalty.conf')
  expect(textOf('stoa/values.schema.json')).toContain('"loyalty"')
})

it('no template names a service', () => {
  const folders = ['workload', 'service', 'stoa'].map((name) => join(chart(name), 'templates'))
  const names = new RegExp(`\\b(${topology.services.map(({ name }) => name).join('|')})\\b`)
  const found = folders.flatMap((folder) =>
    readdirSync(folder).flatMap((file) =>
      readFileSync(join(folder, file), 'utf8')
        .split('\n')
        // An API of Kubernetes is no service of ours.
        .filter((line) => names.test(line.replaceAll('istio: ingressgateway', '')))
        .map((line) => `${file}: ${line}`),
    ),
  )
  expect(found).toEqual([])
})
