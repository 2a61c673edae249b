import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freePorts } from '@stoa/topology'
import type { MeshOptions, Workload } from '../src/index.ts'
import { type Answerer, type App, startEcho } from './echo-app.ts'
import { adminGet } from './envoy.ts'
import { type Fixture, runMesh } from './fixture.ts'
import { until } from './until.ts'
import { edgeWorkload, serviceWorkload } from './workloads.ts'

export interface SmallMesh extends Fixture {
  /** The application of an instance; its header `app` names the instance. */
  readonly app: (instance: string) => App
  /** Sets the response of an application. */
  readonly answer: (instance: string, answer: Answerer) => void
  /** Applies networking resources instead of the previous ones. */
  readonly apply: (...resources: readonly string[]) => Promise<void>
  /** Waits until the configuration of an instance's Envoy contains a text. */
  readonly untilConfigured: (instance: string, text: string) => Promise<void>
  readonly edgePort: number
}

interface Member {
  readonly instance: string
  readonly service: string
  readonly labels?: Readonly<Record<string, string>>
  readonly locality?: string
}

interface Options extends Partial<MeshOptions> {
  readonly members: readonly Member[]
  readonly edgePorts?: readonly number[]
  /** Resources that are always applied. */
  readonly base?: readonly string[]
}

/** Starts a mesh of a few workloads in the namespace `commerce`, each with an echo application. */
export async function startSmallMesh({
  members,
  edgePorts = [],
  base = [],
  ...options
}: Options): Promise<SmallMesh> {
  const dir = await mkdtemp('/tmp/mesh-')
  await mkdir(join(dir, 'istio'))
  const run = (name: string) => join(dir, 'run', name)
  const ports = await freePorts(members.length * 2 + edgePorts.length)
  const port = (index: number) => ports[index] ?? 0
  const sidecars = members.map(({ instance, service, labels, locality }, index) => {
    const one = serviceWorkload(run, service, instance, port(index * 2), port(index * 2 + 1))
    return {
      ...one,
      outboundTcp: [],
      labels: { ...one.labels, ...labels },
      ...(locality === undefined ? {} : { locality }),
    }
  })
  const gatewayPorts = edgePorts.map((number, index) => ({
    number,
    port: port(members.length * 2 + index),
  }))
  const [first] = gatewayPorts
  const edge = first ? [{ ...edgeWorkload(run, first.port), gatewayPorts }] : []
  const file = join(dir, 'istio', 'case.yaml')
  const text = (resources: readonly string[]) => [...base, ...resources, sidecar].join('\n---\n')
  await writeFile(file, text([]))
  const workloads: readonly Workload[] = [...sidecars, ...edge]
  const mesh = await runMesh(dir, workloads, options)
  const answers = new Map<string, Answerer>()
  const apps = new Map<string, App>()
  for (const { instance } of members) {
    const answer: Answerer = (request) => answers.get(instance)?.(request)
    apps.set(instance, await startEcho(mesh.socket(instance), answer, { app: instance }))
  }
  return {
    ...mesh,
    edgePort: first?.port ?? 0,
    app: (instance) => {
      const app = apps.get(instance)
      if (app === undefined) throw new Error(`no application ${instance}`)
      return app
    },
    answer: (instance, answer) => void answers.set(instance, answer),
    async apply(...resources) {
      const before = mesh.logged.length
      await writeFile(file, text(resources))
      await until(() => mesh.logged.length > before)
      const last = mesh.logged.at(-1) ?? ''
      if (last.startsWith('error')) throw new Error(last)
    },
    untilConfigured: (instance, wanted) => {
      const { adminSocket } = mesh.workload(instance)
      return until(async () =>
        (await adminGet(adminSocket, '/config_dump?include_eds')).includes(wanted),
      )
    },
    async stop() {
      for (const app of apps.values()) await app.stop()
      await mesh.stop()
    },
  }
}

const sidecar = resource('Sidecar', 'default', 'outboundTrafficPolicy: { mode: REGISTRY_ONLY }')

/** A resource of the namespace `commerce`, with its spec in YAML. */
export function resource(kind: string, name: string, spec: string, group = 'networking'): string {
  const version = kind === 'EnvoyFilter' ? 'v1alpha3' : 'v1'
  const lines = spec.trim().split('\n')
  return [
    `apiVersion: ${group}.istio.io/${version}`,
    `kind: ${kind}`,
    `metadata: { name: ${name}, namespace: commerce }`,
    'spec:',
    ...lines.map((line) => `  ${line}`),
  ].join('\n')
}

export const virtualService = (http: string, name = 'api'): string =>
  resource('VirtualService', name, `hosts: [${name}]\nhttp:\n${http}`)

export const destinationRule = (spec: string, name = 'api'): string =>
  resource('DestinationRule', name, `host: ${name}\n${spec}`)
