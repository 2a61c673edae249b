import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CannotRun } from '@stoa/topology'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Kubectl } from '../check/kubectl.ts'
import { readReleases } from '../releases/read.ts'
import type { Release } from '../releases/release.ts'
import { requireReady } from './preflight.ts'
import { priorityClassesIn } from './priority-classes.ts'

it('values name classes at any depth, and none where the name is empty', () => {
  const values = {
    priorityClassName: 'a',
    global: { priorityClassName: 'b' },
    services: { orders: { workload: { priorityClassName: '' } } },
    list: [{ spec: { priorityClassName: 'c' } }],
    other: 'priorityClassName',
  }
  expect(priorityClassesIn(values)).toEqual(['a', 'b', 'c'])
})

const brought = `
apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata: { name: stoa-foundation }
`

/** Whether the releases may come, one of which names a class, into a cluster with these. */
function look(coming: readonly string[], named: string, there: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'stoa-classes-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'keda.yaml'), `operator: { priorityClassName: ${named} }`)
  writeFileSync(join(folder, 'namespaces.yaml'), '')
  const valuesOf = ({ name }: Release) => [join(folder, `${name}.yaml`)]
  const kubectl: Kubectl = async (args) => {
    if (args.join(' ').startsWith('get priorityclasses.scheduling.k8s.io '))
      if (there.includes(args[2] ?? '')) return ''
    throw new CannotRun('Error from server (NotFound)')
  }
  const steps = readReleases()
    .filter(({ name }) => coming.includes(name))
    .map((release) => ({ release, action: { type: 'install' as const }, reason: '' }))
  return requireReady(steps, {
    ...{ helm: async () => brought, kubectl, target: { context: 'here', valuesOf } },
    ...{ services: [], profile: 'production', site: folder },
  })
}

describe('a class of priority that pods name', () => {
  it('is looked for, and named with the file that names it', async () => {
    await expect(look(['keda'], 'gold', ['stoa-foundation'])).rejects.toThrow(
      'the PriorityClass gold: make it, or name another one with priorityClassName in <site>/keda.yaml',
    )
    await look(['keda'], 'gold', ['gold'])
  })

  it('may come with the same plan', async () => {
    await look(['namespaces', 'keda'], 'stoa-foundation', [])
    await expect(look(['keda'], 'stoa-foundation', [])).rejects.toThrow('PriorityClass')
  })
})
