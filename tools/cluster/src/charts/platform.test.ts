import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { v8Options } from '@stoa/run'
import { readTopology } from '@stoa/topology'
import { afterAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import {
  type KubernetesObject,
  renderPlatform,
  renderText,
  titled,
  variablesOf,
  without,
} from '../../test/render.ts'
import { deployedServices, developmentServices } from '../deployed.ts'
import { mergedValues } from '../preflight/merge-values.ts'
import { profiles } from '../profiles.ts'
import { readReleases } from '../releases/read.ts'
import type { Release } from '../releases/release.ts'
import { authorityFile } from '../releases/secrets.ts'
import { valuesFiles } from '../releases/values.ts'

const derivedFolder = mkdtempSync(join(tmpdir(), 'stoa-platform-'))
afterAll(() => rmSync(derivedFolder, { recursive: true }))
const [broker] = readReleases().filter(({ name }) => name === 'nats') as [Release]
const brokerSchema = z.object({
  config: z.object({
    cluster: z
      .object({ enabled: z.boolean(), replicas: z.number() })
      .default({ enabled: false, replicas: 1 }),
  }),
})

const topology = readTopology()
const services = deployedServices(topology)
const ofKind = (objects: readonly KubernetesObject[], ...kinds: readonly string[]) =>
  objects.filter(({ kind }) => kinds.includes(kind))
const named = (objects: readonly KubernetesObject[], ...kinds: readonly string[]) =>
  ofKind(objects, ...kinds)
    .map(({ metadata }) => metadata.name)
    .sort()
const names = services.map(({ name }) => name).sort()
const internal = services.filter(({ observability }) => observability).map(({ name }) => name)
const serving = names.filter((name) => !internal.includes(name))

describe.skipIf(without).each(profiles)(titled('the profile %s'), (profile) => {
  const objects = without ? [] : renderPlatform(profile)
  const pods = ofKind(objects, 'Deployment', 'Job').map(({ spec }) => spec.template)

  it('has one of each object for every deployed service', () => {
    expect(named(objects, 'Deployment')).toEqual(names)
    expect(named(objects, 'Service')).toEqual(names)
    expect(named(objects, 'ServiceMonitor')).toEqual([...names, 'otel-collector'].sort())
    const autoscaled = profile === 'small' ? [] : serving
    expect(named(objects, 'HorizontalPodAutoscaler', 'ScaledObject')).toEqual(autoscaled)
    const withDatabase = services.filter(({ database }) => database).map(({ name }) => name)
    expect(named(objects, 'Job')).toEqual(withDatabase.map((name) => `${name}-migration`).sort())
  })

  it('runs what only reports on others once, whatever the values say of all', () => {
    const more = 'workload.replicas=3,workload.leastReplicas=3,workload.autoscaling.enabled=true'
    for (const rendered of [objects, renderPlatform(profile, `--set=${more}`)])
      expect(
        ofKind(rendered, 'Deployment', 'HorizontalPodAutoscaler', 'ScaledObject')
          .filter(({ metadata }) => internal.includes(metadata.name))
          .map(({ kind, metadata, spec }) => [kind, metadata.name, spec.replicas]),
      ).toEqual(internal.map((name) => ['Deployment', name, 1]))
  })

  it('has no two objects of one kind and name', () => {
    const keys = objects.map(
      ({ apiVersion, kind, metadata: { namespace, name } }) =>
        `${apiVersion} ${kind} ${namespace}/${name}`,
    )
    expect(keys).toEqual([...new Set(keys)])
  })

  it('names no development service and no host of the laptop', () => {
    const text = JSON.stringify(objects)
    for (const { name } of developmentServices(topology)) expect(text).not.toContain(name)
    expect(text).not.toContain('.test')
  })

  it('has pods that Pod Security admits as restricted', () => {
    expect(pods.length).toBeGreaterThan(services.length)
    for (const { spec } of pods) {
      expect(spec.securityContext).toMatchObject({
        runAsNonRoot: true,
        seccompProfile: { type: 'RuntimeDefault' },
      })
      expect(spec.automountServiceAccountToken).toBe(false)
      expect(spec.hostNetwork ?? spec.hostPID ?? spec.hostIPC).toBeUndefined()
      for (const { securityContext } of spec.containers)
        expect(securityContext).toEqual({
          ...{ allowPrivilegeEscalation: false, privileged: false, readOnlyRootFilesystem: true },
          capabilities: { drop: ['ALL'] },
        })
    }
  })

  it('takes every credential from a Secret', () => {
    const values = pods.flatMap(({ spec }) => variablesOf(spec))
    const secret = /URL|SEED|KEY|SECRET|CLIENT|ACCOUNT|WEBHOOK/
    const plain = values.filter(({ name, value }) => secret.test(name) && value !== undefined)
    const providers = services.flatMap(({ providers = {} }) => Object.keys(providers))
    expect(plain.map(({ name }) => name).sort()).toEqual(providers.sort())
    expect(values.some(({ valueFrom }) => valueFrom?.secretKeyRef?.key === 'seed')).toBe(true)
  })

  it('mounts the authority of the database into every pod that connects to it', () => {
    for (const { spec } of pods) {
      const connects = variablesOf(spec).some(({ name }) => name === 'DATABASE_URL')
      const mounted = spec.volumes.flatMap(({ secret }: { secret?: { secretName: string } }) =>
        secret ? [secret.secretName] : [],
      )
      expect(mounted).toEqual(connects ? ['database-ca'] : [])
      const paths = spec.containers[0].volumeMounts.map((one: { mountPath: string }) =>
        join(one.mountPath, 'ca.crt'),
      )
      expect(paths.includes(authorityFile)).toBe(connects)
    }
  })

  it('tells the services that read from replicas where they are, if anywhere', () => {
    const readers = ofKind(objects, 'Deployment').flatMap(({ metadata, spec }) =>
      variablesOf(spec.template.spec)
        .filter(({ name }) => name === 'DATABASE_READ_URL')
        .map(({ valueFrom }) => ({ [metadata.name]: valueFrom?.secretKeyRef })),
    )
    const declared = services.filter(({ replicaReads }) => replicaReads)
    expect(readers).toEqual(
      declared.map(({ name }) => ({
        [name]: { name: `${name}-database`, key: 'readUrl', optional: true },
      })),
    )
  })

  it('has each service that owns a stream keep as many copies as the broker has servers', () => {
    const values = mergedValues(valuesFiles(broker, { profile, folder: undefined, derivedFolder }))
    const { enabled, replicas } = brokerSchema.parse(values).config.cluster
    const told = ofKind(objects, 'Deployment').flatMap(({ metadata, spec }) =>
      variablesOf(spec.template.spec)
        .filter(({ name }) => name === 'NATS_STREAM_REPLICAS')
        .map(({ value }) => [metadata.name, Number(value)]),
    )
    const owners = services.filter(({ publishes }) => publishes.length > 0)
    expect(told).toEqual(owners.map(({ name }) => [name, enabled ? replicas : 1]))
  })

  it('limits memory well above what it requests, since Node keeps garbage under load', () => {
    for (const { spec } of ofKind(objects, 'Deployment')) {
      const { requests, limits } = spec.template.spec.containers[0].resources
      expect(Number.parseInt(limits.memory, 10)).toBe(3 * Number.parseInt(requests.memory, 10))
    }
  })

  it('starts each service as the laptop does', () => {
    for (const { metadata, spec } of ofKind(objects, 'Deployment'))
      expect(spec.template.spec.containers[0].args).toEqual([
        ...v8Options,
        `services/${metadata.name}/src/main.ts`,
      ])
  })

  it('stops a pod only after its requests: the grace is longer than the drain', () => {
    for (const { spec } of ofKind(objects, 'Deployment').map((one) => one.spec.template)) {
      const [{ lifecycle }] = spec.containers
      expect(spec.terminationGracePeriodSeconds).toBeGreaterThan(
        lifecycle.preStop.sleep.seconds + 9,
      )
    }
  })
})

it.skipIf(without)(titled('a drain of 0 s is none, as Kubernetes 1.32 takes no hook of it'), () => {
  const objects = renderPlatform('small', '--set=workload.stop.drainSeconds=0')
  const containers = ofKind(objects, 'Deployment').flatMap(
    ({ spec }) => spec.template.spec.containers,
  )
  expect(containers.length).toBeGreaterThanOrEqual(names.length)
  for (const container of containers) expect(container).not.toHaveProperty('lifecycle')
})

describe.skipIf(without)(titled('production'), () => {
  const objects = without ? [] : renderPlatform('production')

  it('has two and more replicas of what users wait for, and a budget for each', () => {
    const replicas = ofKind(objects, 'HorizontalPodAutoscaler', 'ScaledObject').map(
      ({ metadata, spec }) => [metadata.name, spec.minReplicas ?? spec.minReplicaCount] as const,
    )
    const several = replicas.filter(([, least]) => least > 1).map(([name]) => name)
    expect(several.sort()).toEqual(serving)
    expect(named(objects, 'PodDisruptionBudget')).toEqual(several)
  })

  it('runs a service twice, with a budget, whose service.yaml asks for one replica', () => {
    const one = names.map((name) => `services.${name}.size.replicas=1`).join()
    const asked = renderPlatform('production', `--set=${one}`)
    const replicas = ofKind(asked, 'HorizontalPodAutoscaler', 'ScaledObject').map(
      ({ metadata, spec }) => [metadata.name, spec.minReplicas ?? spec.minReplicaCount],
    )
    const least = serving.map((name) => [name, 2])
    expect(Object.fromEntries(replicas)).toEqual(Object.fromEntries(least))
    expect(named(asked, 'PodDisruptionBudget')).toEqual(named(objects, 'PodDisruptionBudget'))
  })

  it('scales by lag exactly the services that consume', () => {
    const consumers = services.filter(({ consumes }) => consumes.length > 0)
    expect(named(objects, 'ScaledObject')).toEqual(consumers.map(({ name }) => name).sort())
  })

  it('reaches each provider over TLS that is verified, and no other host', () => {
    const hosts = services.flatMap(({ providers = {} }) => Object.values(providers)).sort()
    const entries = ofKind(objects, 'ServiceEntry').flatMap(({ spec }) => spec.hosts)
    expect(entries.sort()).toEqual(hosts)
    const verified = ofKind(objects, 'DestinationRule')
      .filter(({ spec }) => spec.trafficPolicy.tls.mode === 'SIMPLE')
      .map(({ spec: { host, trafficPolicy } }) => ({ host, ...trafficPolicy.tls }))
    for (const { host, subjectAltNames, caCertificates } of verified)
      expect({ subjectAltNames, caCertificates }).toEqual({
        subjectAltNames: [host],
        caCertificates: 'system',
      })
    expect(verified.map(({ host }) => host).sort()).toEqual(hosts)
  })

  it('has every dashboard, rule and alert', () => {
    const text = renderText('production')
    expect(text.match(/^kind: PrometheusRule$/gm)).toHaveLength(18)
    expect(text.match(/grafana_dashboard: "1"/g)).toHaveLength(10)
  })

  it('links every alert to its runbook below the URL that the values name', () => {
    const pages = (text: string) => text.match(/runbook_url: \S+/g) ?? []
    const paths = pages(renderText('production'))
    expect(paths.length).toBeGreaterThan(50)
    const url = 'https://docs.shop.example/runbooks'
    expect(pages(renderText('production', `--set=alerts.runbooksUrl=${url}`))).toEqual(
      paths.map((page) => page.replace('docs/runbooks', url)),
    )
  })
})

describe.skipIf(without)(titled('two regions'), () => {
  it('alert in the one that serves when the other does not follow it; one region alone does not', () => {
    const alertsOf = (profile: 'multi-region' | 'production') =>
      renderText(profile).match(/(?<=alert: )Region\w+/g)
    expect(alertsOf('multi-region')).toEqual(['RegionBehind', 'RegionCutOff'])
    expect(alertsOf('production')).toBeNull()
  })

  it('fail over between regions wherever outlier detection can find out that one failed', () => {
    const rules = ofKind(without ? [] : renderPlatform('multi-region'), 'DestinationRule')
    const policies = rules.map(({ metadata: { name }, spec: { trafficPolicy } }) => ({
      ...{ name, isMesh: trafficPolicy.tls.mode === 'ISTIO_MUTUAL' },
      detects: trafficPolicy.outlierDetection !== undefined,
      failover: trafficPolicy.loadBalancer?.localityLbSetting?.failover?.length,
    }))
    const called = services.filter(({ observability }) => !observability).map(({ name }) => name)
    const regional = policies.filter(({ failover }) => failover === 2)
    expect(regional.map(({ name }) => name).sort()).toEqual(called.sort())
    expect(regional.every(({ isMesh, detects }) => isMesh && detects)).toBe(true)
  })
})
