import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot } from '@stoa/topology'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { readText } from './files.ts'
import { type JaegerMemory, memoryFaults } from './jaeger-memory.ts'

const valuesOf = (file: string) =>
  parse(readFileSync(join(repositoryRoot, 'charts/third-party/values', file), 'utf8'))
const maxTracesOf = (file: { extensions: Record<string, unknown> }) =>
  JSON.parse(JSON.stringify(file.extensions)).jaeger_storage.backends.memory.memory.max_traces

const laptop = (): JaegerMemory => {
  const file = parse(readText('jaeger.yaml'))
  const { environment, mem_limit } = parse(readText('compose.yaml'), { merge: true }).services
    .jaeger
  return {
    ...{ maxTraces: maxTracesOf(file), limiter: file.processors.memory_limiter },
    ...{ container: mem_limit, GOMEMLIMIT: environment.GOMEMLIMIT },
  }
}

/** `values` over those of every cluster. */
const cluster = (values = valuesOf('jaeger.yaml')): JaegerMemory => ({
  maxTraces: maxTracesOf(values.userconfig),
  limiter: valuesOf('jaeger.yaml').userconfig.processors.memory_limiter,
  container: values.jaeger.resources.limits.memory,
  GOMEMLIMIT: values.jaeger.extraEnv.find(({ name }: { name: string }) => name === 'GOMEMLIMIT')
    .value,
})

describe.each<[string, () => JaegerMemory]>([
  ['on a laptop', laptop],
  ['in a cluster', () => cluster()],
  ['in a small cluster', () => cluster(valuesOf('jaeger.small.yaml'))],
])('Jaeger %s', (_, memoryOf) => {
  it('holds as many traces of orders as it stores, and forgets the oldest first', () => {
    expect(memoryFaults(memoryOf())).toEqual([])
  })

  it('would not with four times the traces, or without a limit of Go below the one at which it refuses', () => {
    const memory = memoryOf()
    expect(memoryFaults({ ...memory, maxTraces: memory.maxTraces * 4 }).join()).toContain('traces')
    expect(memoryFaults({ ...memory, GOMEMLIMIT: '2Gi' }).join()).toContain('GOMEMLIMIT is 2Gi')
  })
})
