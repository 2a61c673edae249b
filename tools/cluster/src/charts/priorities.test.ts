import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readTopology } from '@stoa/topology'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { helm, objectsIn, renderPlatform, titled, without } from '../../test/render.ts'
import { runHelm } from '../../test/run-helm.ts'
import { chart } from '../profiles.ts'

const folder = chart('third-party/values')
const edge = parse(readFileSync(join(folder, 'istio-ingressgateway.yaml'), 'utf8'))

const named = (value: unknown): string[] =>
  value !== null && typeof value === 'object'
    ? Object.entries(value).flatMap(([key, inner]) =>
        key === 'priorityClassName' ? [String(inner)] : named(inner),
      )
    : []

it('what services stand on, and what serves, is evicted last', () => {
  const classes = readdirSync(folder).flatMap((file) =>
    named(parse(readFileSync(join(folder, file), 'utf8'))).map((name) => [file, name]),
  )
  expect(classes).toEqual([
    ['istio-ingressgateway.yaml', 'stoa-serving'],
    ['istiod.yaml', 'stoa-foundation'],
    ['nats.yaml', 'stoa-foundation'],
    ['postgres.yaml', 'stoa-foundation'],
    ['stoa.yaml', 'stoa-serving'],
    ['stoa.yaml', ''],
  ])
})

it.skipIf(without)(titled('each service that serves has a class, and each class is there'), () => {
  const objects = renderPlatform('production', `--values=${join(folder, 'stoa.yaml')}`)
  const internal = readTopology().services.filter(({ observability }) => observability)
  const unclassed = objects
    .filter(({ kind, spec }) => kind === 'Deployment' && !spec.template.spec.priorityClassName)
    .map(({ metadata }) => metadata.name)
  expect(unclassed).toEqual(internal.map(({ name }) => name))
  const there = objectsIn(runHelm(helm, ['template', chart('third-party/namespaces')]))
    .filter(({ kind }) => kind === 'PriorityClass')
    .map(({ metadata }) => metadata.name)
  expect(there.sort()).toEqual(['stoa-foundation', 'stoa-serving'])
})

it('the edge drains longer than a load balancer takes to notice, and ends within its grace', () => {
  const { terminationDrainDuration } = parse(edge.podAnnotations['proxy.istio.io/config'])
  const drains = Number(/^(\d+)s$/.exec(terminationDrainDuration)?.[1])
  expect(drains).toBeGreaterThanOrEqual(30)
  expect(edge.terminationGracePeriodSeconds).toBeGreaterThan(drains + 10)
})
