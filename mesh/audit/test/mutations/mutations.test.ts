import { beforeAll, describe, expect, it } from 'vitest'
import { mutationsOf } from './generate.ts'
import type { Mutation } from './mutation.ts'
import { type Base, noticeOf } from './notice.ts'
import { openBase } from './run.ts'

let base: Base
let all: readonly Mutation[]

beforeAll(async () => {
  base = await openBase()
  all = mutationsOf(base.files)
}, 60_000)

const textOf = (file: string) => base.files.find((one) => one.file === file)?.text ?? ''
const named = (name: string) => {
  const found = all.find((one) => one.name === name)
  if (found === undefined) throw new Error(`there is no mutation ${name}`)
  return found
}

describe('mutations of our own mesh', () => {
  it('change something in every file that says who may do what', () => {
    const files = new Set(all.map(({ file }) => file))
    const silent = base.files.filter(({ file }) => !files.has(file)).map(({ file }) => file)
    expect(silent.map((file) => file.split('/').at(-1)).sort()).toEqual([
      'headers.yaml',
      'limits.yaml',
      'telemetry.yaml',
    ])
    expect(all.filter(({ file, text }) => text === textOf(file))).toEqual([])
  })

  it('take each value out and put others in', () => {
    const orders = all.filter(({ name }) => name.startsWith('AuthorizationPolicy commerce/orders'))
    const says = orders.map(({ name }) => name.split(': ')[1])
    for (const one of [
      '- rule 0',
      '- /v1/orders',
      '+ DELETE',
      '+ /metrics',
      '+ *',
      '- from',
      '- to',
    ])
      expect(says).toContain(one)
  })

  it('are noticed by the finding that they call for', () => {
    const stranger = named(
      'AuthorizationPolicy commerce/orders: + cluster.local/ns/commerce/sa/catalog',
    )
    expect(noticeOf(base, stranger).codes).toContain('STOA901')
    expect(noticeOf(base, named('AuthorizationPolicy commerce/orders: + DELETE')).codes).toContain(
      'STOA931',
    )
  })

  it('that change nothing are noticed by nobody (control)', () => {
    const [file] = base.files
    if (file === undefined) throw new Error('there are no files')
    const idle = {
      ...file,
      part: 'rule',
      name: 'a comment',
      text: `${file.text}\n# nothing\n`,
    } as const
    expect(noticeOf(base, idle)).toMatchObject({ codes: [], diff: false, probe: false })
  })

  it('are noticed, nineteen of twenty and more, of a sample', () => {
    const results = all.filter((_, index) => index % 60 === 7).map((one) => noticeOf(base, one))
    const noticed = results.filter(({ codes, diff, probe }) => codes.length > 0 || diff || probe)
    expect(noticed.length / results.length).toBeGreaterThanOrEqual(0.95)
  }, 60_000)
})
