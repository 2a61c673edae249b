import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { writeBigMesh } from '../test/big-mesh.ts'
import { correct } from '../test/scene.ts'
import { auditCommand } from './command.ts'
import { readOptions } from './options.ts'
import { runAudit } from './run.ts'

const nowMs = Date.parse('2026-06-01T00:00:00Z')
const run = (...args: readonly string[]) => runAudit(readOptions(args, nowMs))
const json = async (...args: readonly string[]) =>
  JSON.parse((await run('--format', 'json', ...args)).text)

const open = `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: orders, namespace: shop }
spec: { selector: { matchLabels: { app: orders } }, rules: [{}] }
`
const strict = `apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: default, namespace: istio-system }
spec: { mtls: { mode: STRICT } }
`

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'stoa-audit-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))
const write = (name: string, text: string | Buffer) => {
  writeFileSync(join(dir, name), text)
  return join(dir, name)
}

describe('a correct mesh yields no findings', () => {
  it('this platform', async () => {
    const { findings, suppressed, matrix } = await json('--nats', write('nats.conf', ''))
    expect(findings).toEqual([])
    expect(suppressed).toEqual([])
    expect(matrix.length).toBeGreaterThan(80)
  })

  it('another mesh, with Deployments and Services', async () => {
    const { findings, notLookedAt } = await json(
      ...['--mesh', correct, '--services', join(correct, 'services')],
    )
    expect(findings).toEqual([])
    expect(notLookedAt).not.toContain(
      'policies against workloads: no Kubernetes workloads and no service.yaml',
    )
  })

  it('a large mesh, whose denied callers share a row', async () => {
    writeBigMesh(dir, { services: 70, policiesEach: 2 })
    const { findings, matrix } = await json('--mesh', dir)
    expect(findings).toEqual([])
    const refused = matrix.filter((row: { decision: string }) => row.decision === 'deny')
    expect(refused).toHaveLength(70 * 3)
    expect(refused[0].caller).toMatchObject({ kind: 'others', name: '66 other workloads' })
  })
})

describe('the exit status', () => {
  it('is a failure for warnings, or from the severity in --fail-on', async () => {
    write('mesh.yaml', `${strict}---\n${open}`)
    expect((await run('--mesh', dir)).failed).toBe(true)
    write('mesh.yaml', strict)
    expect((await run('--mesh', dir)).failed).toBe(false)
  })

  it('is a success for notes, unless --fail-on is note', async () => {
    write('services.yaml', `${strict}---\n${open.replace('rules: [{}]', 'rules: []')}`)
    const route = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: orders, namespace: shop }
spec: { hosts: [orders], http: [{ route: [{ destination: { host: orders } }] }] }
`
    write('deny.yaml', open.replace('orders,', 'all,').replace(/spec: .*/, 'spec: {}'))
    write('route.yaml', route)
    expect((await run('--mesh', dir)).failed).toBe(false)
    expect((await run('--mesh', dir, '--fail-on', 'note')).failed).toBe(true)
  })

  it('rejects an invalid format, severity or number of days', () => {
    expect(() => readOptions(['--format', 'pdf'], 0)).toThrow('--format must be one of')
    expect(() => readOptions(['--fail-on', 'fatal'], 0)).toThrow('--fail-on must be one of')
    expect(() => readOptions(['--unused-days', 'many'], 0)).toThrow('--unused-days')
  })
})

describe('an input that cannot be audited is reported with file and line', () => {
  it.each([
    ['not YAML', 'a: [', /a\.yaml:1: not YAML/],
    ['an unknown field', open.replace('rules', 'rule'), /a\.yaml:4: spec\.rule/],
    ['not UTF-8', Buffer.from([0x61, 0x0a, 0xff]), /a\.yaml:2: the file is not UTF-8/],
    ['too large', Buffer.alloc(9 * 1024 * 1024, 0x20), /a\.yaml:1: the file has 9437184 bytes/],
    [
      'aliases that expand exponentially',
      ['a: &a [x, x, x, x, x, x, x, x, x, x]']
        .concat(
          [...'bcdefg'].map((one, at) => `${one}: &${one} [${Array(10).fill(`*${'abcdef'[at]}`)}]`),
        )
        .join('\n'),
      /a\.yaml:1: not readable/,
    ],
    [
      'a Deployment without containers',
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: a }\nspec: { template: { spec: { containers: [] } } }\n',
      /a\.yaml:4: spec\.template\.spec\.containers/,
    ],
  ])('%s', async (_, text, message) => {
    write('a.yaml', text)
    await expect(run('--mesh', dir)).rejects.toThrow(message)
  })

  it('a cycle of symbolic links', async () => {
    mkdirSync(join(dir, 'below'))
    symlinkSync(dir, join(dir, 'below', 'up'))
    await expect(run('--mesh', dir)).rejects.toThrow('a symbolic link leads back')
  })

  it('a missing folder, log or ref', async () => {
    await expect(run('--mesh', join(dir, 'none'))).rejects.toThrow('does not exist')
    await expect(run('--observed', join(dir, 'none'))).rejects.toThrow('does not exist')
    await expect(run('--diff', 'no-such-ref')).rejects.toThrow(
      'no-such-ref is neither a folder nor a commit',
    )
  })

  it('an access log without a line in JSON', async () => {
    const log = write('orders.log', '[2026-06-01T10:00:00.000Z] "GET /a HTTP/1.1" 200 -\n')
    await expect(run('--observed', log)).rejects.toThrow(
      'orders.log:1: expected an access log with one JSON object a line',
    )
  })

  it('lines of an access log that are not in JSON are counted as not checked', async () => {
    const call = JSON.stringify({ time: '2026-06-01T10:00:00.000Z', status: 200 })
    const log = write('orders.jsonl', `starting\n${call}\n\nstopping\n`)
    const { notLookedAt } = await json('--observed', log)
    expect(notLookedAt).toContain(`observed calls: 2 lines of ${log} are not of an access log`)
  })

  it('a number of days without the calls to compare with', () => {
    expect(() => readOptions(['--unused-days', '7'], nowMs)).toThrow(
      '--unused-days needs --observed',
    )
  })

  it('a folder for the report that does not exist', async () => {
    const printed: string[] = []
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => printed.push(`${text}`) > 0)
    const file = join(dir, 'none/report.html')
    expect(await auditCommand.run(['--mesh', write('a.yaml', strict), '--output', file])).toBe(2)
    vi.restoreAllMocks()
    expect(printed.join('')).toBe(`--output: cannot write ${file}: its folder does not exist\n`)
  })

  it('kinds that the audit does not read are listed as not checked', async () => {
    write('a.yaml', `${strict}---\nkind: Kiali\napiVersion: kiali.io/v1\n---\nreplicas: 3\n`)
    const { notLookedAt } = await json('--mesh', dir)
    expect(notLookedAt).toContain('1 × Kiali (kiali.io/v1)')
    expect(notLookedAt).toContain('1 × documents without a kind')
  })
})

describe('suppressions', () => {
  const item = (fields: Readonly<Record<string, string>>) =>
    write(
      'suppressions.yaml',
      `- ${JSON.stringify({ code: 'STOA301', where: 'AuthorizationPolicy shop/orders', reason: 'r', owner: 'o', expires: '2026-12-31', ...fields })}\n`,
    )
  const codes = (findings: readonly { code: string }[]) => findings.map(({ code }) => code)
  const audit = (suppressions: string) =>
    json('--mesh', write('mesh.yaml', `${strict}---\n${open}`), '--suppressions', suppressions)

  it('hide a finding but keep it in the report', async () => {
    const { findings, suppressed } = await audit(item({}))
    expect(codes(findings)).not.toContain('STOA301')
    expect(suppressed[0]).toMatchObject({ code: 'STOA301', suppression: { owner: 'o' } })
  })

  it('may name a file or a pattern', async () => {
    expect((await audit(item({ where: '*/mesh.yaml' }))).suppressed).toHaveLength(1)
    expect((await audit(item({ where: 'shop/*' }))).suppressed).toHaveLength(1)
  })

  it('hide nothing once they have expired, and yield a finding', async () => {
    const { findings } = await audit(item({ expires: '2026-05-31' }))
    expect(codes(findings)).toEqual(expect.arrayContaining(['STOA301', 'STOA991']))
  })

  it('are valid until the end of their last day', async () => {
    expect(codes((await audit(item({ expires: '2026-06-01' }))).findings)).not.toContain('STOA991')
  })

  it('yield a note when they match no finding', async () => {
    const { findings } = await audit(item({ where: 'elsewhere' }))
    expect(findings.at(-1)).toMatchObject({ code: 'STOA992', severity: 'note' })
  })

  it.each(['reason', 'owner', 'expires', 'where'])(
    'without %s prevent the audit',
    async (field) => {
      await expect(audit(item({ [field]: '' }))).rejects.toThrow(
        new RegExp(`suppressions\\.yaml:1: \\[0\\]\\.${field}`),
      )
    },
  )
})

describe('--diff', () => {
  const narrow = open.replace(
    'rules: [{}]',
    'rules: [{ from: [{ source: { principals: [cluster.local/ns/shop/sa/web] } }], to: [{ operation: { methods: [GET] } }] }]',
  )
  type Row = { caller: { name: string }; request: string }
  const names = (rows: readonly Row[]) => rows.map(({ caller }) => caller.name)

  it('against a folder shows which access is opened and closed', async () => {
    const before = join(dir, 'before')
    mkdirSync(before)
    writeFileSync(join(before, 'a.yaml'), `${strict}---\n${narrow}`)
    const after = join(dir, 'after')
    mkdirSync(after)
    writeFileSync(join(after, 'a.yaml'), `${strict}---\n${open}`)
    const { diff } = await json('--mesh', after, '--diff', before)
    expect(names(diff.opened)).toContain('an identity in another namespace')
    expect(names(diff.opened)).not.toContain('a caller without a certificate')
    const { diff: back } = await json('--mesh', before, '--diff', after)
    expect(back.opened).toEqual([])
    expect(names(back.closed)).toContain('an identity in another namespace')
  })

  it('against a commit shows the same', async () => {
    const git = (...args: readonly string[]) =>
      execFileSync('git', ['-C', dir, '-c', 'user.name=t', '-c', 'user.email=t@t.example', ...args])
    git('init', '-q')
    write('a.yaml', `${strict}---\n${narrow}`)
    git('add', '.')
    git('commit', '-qm', 'narrow')
    write('a.yaml', `${strict}---\n${open}`)
    const { diff } = await json('--mesh', dir, '--diff', 'HEAD')
    expect(names(diff.opened)).toContain('an identity in another namespace')
    expect(diff.closed).toEqual([])
  })
})
