import { createHash } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Base, detectionOf } from './detection.ts'
import { mutationsOf } from './generate.ts'
import type { Mutation } from './mutation.ts'
import { openBase } from './run.ts'

let base: Base
let all: readonly Mutation[]

beforeAll(async () => {
  base = await openBase()
  all = mutationsOf(base.files)
}, 60_000)

const textOf = (file: string) => base.files.find((one) => one.file === file)?.text ?? ''
const named = (name: string) => {
  const found = all.find((mutation) => mutation.name === name)
  if (found === undefined) throw new Error(`there is no mutation ${name}`)
  return found
}

/** Chooses by name, so that a new service leaves the rest of the sample as it is. */
const isSampled = ({ file, name }: Mutation) =>
  createHash('sha256').update(`${file} ${name}`).digest().readUInt32BE() % 40 === 0

describe('mutations of the repository mesh', () => {
  it('cover every file with access rules', () => {
    const files = new Set(all.map(({ file }) => file))
    const silent = base.files.filter(({ file }) => !files.has(file)).map(({ file }) => file)
    expect(silent.map((file) => file.split('/').at(-1))).toEqual(['telemetry.yaml'])
    expect(all.filter(({ file, text }) => text === textOf(file))).toEqual([])
  })

  it('remove each value and add others', () => {
    const orders = all.filter(({ name }) => name.startsWith('AuthorizationPolicy commerce/orders'))
    const descriptions = orders.map(({ name }) => name.split(': ')[1])
    for (const one of [
      '- rule 0',
      '- /v1/orders',
      '+ DELETE',
      '+ /metrics',
      '+ *',
      '- from',
      '- to',
    ])
      expect(descriptions).toContain(one)
  })

  it('are detected by the expected finding', () => {
    const otherCaller = named(
      'AuthorizationPolicy commerce/orders: + cluster.local/ns/commerce/sa/catalog',
    )
    expect(detectionOf(base, otherCaller).codes).toContain('STOA901')
    expect(
      detectionOf(base, named('AuthorizationPolicy commerce/orders: + DELETE')).codes,
    ).toContain('STOA931')
  })

  it('that change more of a proxy than its limits, headers and errors are detected', () => {
    const patches = all.filter(({ name }) => /^EnvoyFilter .*: \+ /.test(name))
    expect(patches.length).toBeGreaterThan(8)
    for (const patch of patches) expect(detectionOf(base, patch).codes).toContain('STOA713')
  })

  it('that let a caller decide on traces are detected', () => {
    const kept = named('EnvoyFilter istio-ingress/traces: - the removal of a trace header')
    expect(detectionOf(base, kept).codes).toEqual(['STOA714'])
  })

  it('that change nothing are not detected (control)', () => {
    const [file] = base.files
    if (file === undefined) throw new Error('the mesh has no files')
    const idle = {
      ...file,
      part: 'rule',
      name: 'a comment',
      text: `${file.text}\n# nothing\n`,
    } as const
    expect(detectionOf(base, idle)).toMatchObject({ codes: [], diff: false, probe: false })
  })

  it('are detected in at least 95 % of a sample', () => {
    const results = all.filter(isSampled).map((mutation) => detectionOf(base, mutation))
    const detected = results.filter(({ codes, diff, probe }) => codes.length > 0 || diff || probe)
    expect(detected.length / results.length).toBeGreaterThanOrEqual(0.95)
  }, 60_000)
})
