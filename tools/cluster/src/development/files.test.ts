import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isFaultFile, readFolder } from '@stoa/mesh/policy'
import { openSecrets } from '@stoa/run'
import { readTopology, repositoryRoot, type Service, type Topology } from '@stoa/topology'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import {
  type KubernetesObject,
  objectsIn,
  titled,
  variablesOf,
  without,
} from '../../test/render.ts'
import { runHelm } from '../../test/run-helm.ts'
import { findHelm } from '../helm.ts'
import { chart } from '../profiles.ts'
import { openDatabaseAuthority } from '../releases/database-authority.ts'
import type { Secret } from '../releases/secrets.ts'
import { developmentFiles, type WrittenFile } from './files.ts'
import { writeChanged } from './write-changed.ts'

const topology = readTopology()
const outside = topology.services.filter(({ development }) => development)
const { files: meshFiles } = await readFolder(join(repositoryRoot, 'mesh/istio'))

const folder = mkdtempSync(join(tmpdir(), 'stoa-development-'))
afterAll(() => rmSync(folder, { recursive: true }))
const secrets = openSecrets(join(folder, 'key'))
const authorityFile = join(folder, 'database-authority.json')
const databaseAuthority = await openDatabaseAuthority(authorityFile)

const filesOf = (from: Topology = topology) =>
  developmentFiles({
    ...{ topology: from, secrets, databaseAuthority, chart: chart('stoa') },
    meshFiles: meshFiles.filter((file) => !isFaultFile(file)),
  })
const textOf = (files: readonly WrittenFile[], path: string): string => {
  const file = files.find((one) => one.path === path)
  if (!file || !('text' in file)) throw new Error(`there is no text ${path}`)
  return file.text
}
const secretsIn = (files: readonly WrittenFile[]): ReadonlyMap<string, Secret['stringData']> =>
  new Map(
    parseAllDocuments(textOf(files, 'secrets.yaml'))
      .map((document) => document.toJS() as Secret)
      .map(({ metadata: { namespace, name }, stringData }) => [`${namespace}/${name}`, stringData]),
  )

const files = filesOf()
const known = secretsIn(files)

describe('the Secrets of a cluster for development', () => {
  it('are the same each time, and come once', () => {
    const text = textOf(files, 'secrets.yaml')
    expect(textOf(filesOf(), 'secrets.yaml')).toBe(text)
    expect(parseAllDocuments(text)).toHaveLength(known.size)
  })

  it('have the authority of the database that the folder keeps', async () => {
    expect(await openDatabaseAuthority(authorityFile)).toEqual(databaseAuthority)
    const { certificate, key } = databaseAuthority
    expect(known.get('database/postgres-authority')).toEqual({
      ...{ 'ca.crt': certificate, 'ca.key': key },
    })
    expect(known.get('commerce/database-ca')).toEqual({ 'ca.crt': certificate })
  })

  it('stay as they are when a service is added before the others', () => {
    const added: Service = {
      ...{ name: 'aa', port: 4999, owner: 'checkout', database: 'aa', calls: [], consumes: [] },
      publishes: ['aa.done'],
      ...{ slo: { availability: 99 }, size: { cpu: '1', memory: '128Mi', replicas: 1 } },
    }
    const filesAfter = filesOf({ ...topology, services: [added, ...topology.services] })
    const after = secretsIn(filesAfter)
    for (const [name, values] of known) expect(after.get(name)).toMatchObject(values)
    expect(after.get('commerce/aa-database')?.url).toContain('/aa?')
    expect(after.get('commerce/broker-keys')).toHaveProperty(['key-aa.conf'])
  })

  it('give a service and the one that stands for its provider the same secret', () => {
    for (const { name, secrets: variables = [] } of topology.services)
      for (const variable of variables) {
        const mine = known.get(`commerce/${name}-providers`)?.[variable]
        expect(mine).toMatch(/^[0-9a-f]{32}$/)
        for (const other of outside)
          expect(known.get(`commerce/${other.name}-providers`)?.[variable]).toBe(mine)
      }
  })
})

it('what the platform stands on has a database, a role and a user of the broker for every service', () => {
  const { cluster, databases } = parse(textOf(files, 'site/postgres.yaml'))
  const wanted = topology.services.flatMap(({ database }) => database ?? [])
  expect(databases.map(({ name }: { name: string }) => name)).toEqual(
    expect.arrayContaining(wanted),
  )
  expect(cluster.roles.map(({ name }: { name: string }) => name)).toEqual(
    expect.arrayContaining(wanted),
  )
  for (const { passwordSecret } of cluster.roles)
    expect(known.get(`database/${passwordSecret.name}`)).toHaveProperty('password')
  const accounts = parse(textOf(files, 'site/nats.yaml')).configMap.merge.data['accounts.conf']
  const keyFiles = Object.keys(known.get('commerce/broker-keys') ?? {})
  expect(keyFiles).toContain('key-orders.conf')
  for (const file of keyFiles) expect(accounts).toContain(`include ./${file}`)
})

it('the certificate of the edge is for the name by which commands reach it', () => {
  const [, certificate] = parseAllDocuments(
    readFileSync(join(repositoryRoot, 'tilt/certificates.yaml'), 'utf8'),
  ).map((document) => document.toJS())
  const gateway = meshFiles.find(({ file }) => file === 'gateway/gateway.yaml')
  expect(certificate.spec.dnsNames).toEqual(['localhost'])
  expect(gateway?.text).toContain(`credentialName: ${certificate.spec.secretName}`)
})

describe.skipIf(without)(titled('the chart of a cluster for development'), () => {
  let rendered: KubernetesObject[]
  beforeAll(() => {
    writeChanged(folder, files)
    const values = [
      chart('profiles/small.yaml'),
      join(repositoryRoot, 'tilt/values.yaml'),
      join(folder, 'values.yaml'),
    ]
    const args = values.map((file) => `--values=${file}`)
    rendered = objectsIn(
      runHelm(findHelm() ?? '', [
        ...['template', 'stoa', join(folder, 'chart'), '--namespace=commerce', ...args],
        '--set=dashboards.enabled=false,alerts.enabled=false',
      ]),
    )
  })

  it('sends to the sandbox what would go to providers, and to nothing beyond the mesh', () => {
    const pods = rendered.filter(({ kind }) => kind === 'Deployment')
    expect(pods).toHaveLength(topology.services.length)
    for (const { providers = {}, name } of topology.services)
      for (const variable of Object.keys(providers)) {
        const pod = pods.find(({ metadata }) => metadata.name === name)
        const found = variablesOf(pod?.spec.template.spec).filter((one) => one.name === variable)
        expect(found.map(({ value }) => value)).toEqual([
          expect.stringMatching(/^http:\/\/sandbox:4090/),
        ])
      }
    expect(rendered.filter(({ kind }) => kind === 'ServiceEntry')).toEqual([])
  })

  it('has every Secret that a pod reads', () => {
    for (const { spec, kind } of rendered) {
      if (kind !== 'Deployment') continue
      for (const { valueFrom } of variablesOf(spec.template.spec)) {
        const from = valueFrom?.secretKeyRef
        if (from && !from.optional)
          expect(known.get(`commerce/${from.name}`)).toHaveProperty(from.key)
      }
    }
  })

  it('lets in who may call a service on the laptop, by mesh and network, and at the edge any host', () => {
    for (const { name, calls } of outside)
      for (const callee of calls) {
        const policy = rendered.find(
          ({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.name === callee,
        )
        expect(JSON.stringify(policy?.spec.ingress)).toContain(`"${name}"`)
      }
    for (const { name, calls } of topology.services)
      for (const callee of calls) {
        const policies = rendered.filter(
          ({ kind, spec }) =>
            kind === 'AuthorizationPolicy' &&
            spec.selector?.matchLabels['app.kubernetes.io/name'] === callee,
        )
        expect(JSON.stringify(policies)).toContain(`cluster.local/ns/commerce/sa/${name}"`)
      }
    const gateway = rendered.find(({ kind }) => kind === 'Gateway')
    expect(gateway?.spec.servers[0].hosts).toEqual(['*'])
  })
})
