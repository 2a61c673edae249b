import { createHash } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateRawSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseStartOptions } from '../bin/options.js'
import { isStale } from '../bin/packages.js'
import { summaryOf } from '../bin/summary.js'
import { membersOf } from '../bin/unzip.js'
import { findOnPath, isAtLeast, versionIn } from '../bin/versions.js'
import { downloadArgs, fetchTool, verifyHash } from '../bin/wheel.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stoa-bootstrap-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const script = (name: string, text: string) => {
  const file = join(folder, name)
  writeFileSync(file, `#!/bin/sh\n${text}\n`)
  chmodSync(file, 0o755)
  return file
}

/** A zip archive of these members; a folder's name ends in a slash. */
function zipOf(members: Readonly<Record<string, string>>, method: 0 | 8 = 8): Buffer {
  const locals: Buffer[] = []
  const entries: Buffer[] = []
  let offset = 0
  for (const [name, content] of Object.entries(members)) {
    const packed = method === 8 ? deflateRawSync(content) : Buffer.from(content)
    const local = Buffer.alloc(30)
    local.writeUInt32LE(0x04034b50)
    local.writeUInt16LE(name.length, 26)
    const entry = Buffer.alloc(46)
    entry.writeUInt32LE(0x02014b50)
    entry.writeUInt16LE(method, 10)
    entry.writeUInt32LE(packed.length, 20)
    entry.writeUInt16LE(name.length, 28)
    entry.writeUInt32LE(offset, 42)
    locals.push(local, Buffer.from(name), packed)
    entries.push(entry, Buffer.from(name))
    offset += local.length + name.length + packed.length
  }
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...locals, ...entries, end])
}

describe('unzip', () => {
  const textsOf = (zip: Buffer, name: string) =>
    membersOf(zip, name).map(({ name, bytes }) => [name, bytes.toString()])

  it.each([0, 8] as const)('unpacks a member (compression method %i)', (method) => {
    const content = 'program '.repeat(1000)
    const zip = zipOf({ 'bin/tool': content, 'bin/tool2': 'other' }, method)
    expect(textsOf(zip, 'bin/tool')).toEqual([['bin/tool', content]])
  })

  it('unpacks every file below a folder', () => {
    const zip = zipOf({ 'lib/': '', 'lib/a': '1', 'lib/b/': '', 'lib/b/c': '2', 'library/d': '3' })
    expect(textsOf(zip, 'lib/')).toEqual([
      ['lib/a', '1'],
      ['lib/b/c', '2'],
    ])
  })

  it('refuses bytes that are no archive, and a member that is not in it', () => {
    expect(() => membersOf(Buffer.alloc(100), 'x')).toThrow('not a zip archive')
    expect(() => membersOf(zipOf({ a: 'a' }), 'b')).toThrow('does not contain b')
    expect(() => membersOf(zipOf({ a: 'a' }), 'a/')).toThrow('does not contain a/')
  })
})

describe('a tool that is fetched', () => {
  const wheel = zipOf({ 'pkg/tool': 'the program', 'pkg/share/en/words': 'words' })
  const sha256 = createHash('sha256').update(wheel).digest('hex')
  const tool = {
    least: '1.0',
    wheel: 'a-tool==1.0',
    members: { 'pkg/tool': 'bin/tool', 'pkg/share/': 'share/' },
    sha256: { x64: sha256 },
  }
  const target = () => join(folder, 'tools/tool-1.0')
  const pip = (then: string) =>
    script('python3', `case "$3" in --version) exit 0;; esac\nfor last; do :; done\n${then}`)
  const fetch = (python: string, arch = 'x64') => fetchTool('tool', tool, target(), arch, python)

  it('is verified, unpacked and made executable', async () => {
    writeFileSync(join(folder, 'served'), wheel)
    await fetch(pip(`cp ${join(folder, 'served')} "$last/a_tool.whl"`))
    expect(readFileSync(join(target(), 'bin/tool'), 'utf8')).toBe('the program')
    expect(statSync(join(target(), 'bin/tool')).mode & 0o111).toBe(0o111)
    expect(readFileSync(join(target(), 'share/en/words'), 'utf8')).toBe('words')
  })

  it('is requested for one version of Python where each has its own build', () => {
    const built = { ...tool, builtFor: { python: '3.12', platform: 'manylinux_2_28' } }
    expect(downloadArgs('r', 'f', built, 'arm64').join(' ')).toContain(
      '--implementation cp --python-version 3.12 --abi cp312 --platform manylinux_2_28_aarch64',
    )
    expect(downloadArgs('r', 'f', tool, 'arm64')).not.toContain('--platform')
  })

  it('is deleted when its SHA-256 is not the pinned one', async () => {
    expect(() => verifyHash(Buffer.from('other'), sha256, 'tool')).toThrow(/instead of the pinned/)
    await expect(fetch(pip('echo other > "$last/a_tool.whl"'))).rejects.toThrow(/was deleted/)
    expect(existsSync(target())).toBe(false)
  })

  it.each([
    ['no python3', () => join(folder, 'none'), 'x64', /needs python3/],
    ['no pip', () => script('python3', 'exit 1'), 'x64', /needs pip/],
    [
      'another hash at the index',
      () => pip('echo "THESE PACKAGES DO NOT MATCH THE HASHES" >&2; exit 1'),
      'x64',
      /is not the pinned one/,
    ],
    [
      'no network',
      () => pip('echo "Retrying: connection broken" >&2; exit 1'),
      'x64',
      /could not reach[\s\S]*pip download a-tool==1.0/,
    ],
    [
      'no such version',
      () => pip('echo "no matching distribution" >&2; exit 1'),
      'x64',
      /could not fetch a-tool==1.0[\s\S]*no matching/,
    ],
    ['an unknown machine', () => pip(''), 'mips', /no pinned build for linux mips/],
  ])('is reported with a remedy: %s', async (_, python, arch, message) => {
    await expect(fetch(python(), arch)).rejects.toThrow(message)
    await expect(fetch(python(), arch)).rejects.toThrow('to fix it:')
  })
})

describe('versions', () => {
  it.each([
    ['nats-server: v2.15.1', '2.15.1'],
    ['envoy  version: 9e55d3/1.40.0/Clean/RELEASE/BoringSSL', '1.40.0'],
    ['postgres (PostgreSQL) 18.4', '18.4'],
  ])('%s is %s', (text, version) => expect(versionIn(text)).toBe(version))

  it.each([
    ['2.15.1', '2.15.1', true],
    ['2.16', '2.15.1', true],
    ['2.9.10', '2.15.1', false],
    ['18.4', '18', true],
    ['17.9', '18', false],
  ])('%s is at least %s: %s', (version, least, answer) =>
    expect(isAtLeast(version, least)).toBe(answer),
  )

  it('a program on PATH counts when it is new enough', async () => {
    script('tool', 'echo tool 1.2.3')
    expect(await findOnPath('tool', { least: '1.2' }, folder)).toBe(join(folder, 'tool'))
    expect(await findOnPath('tool', { least: '1.3' }, folder)).toBeUndefined()
    expect(await findOnPath('other', { least: '1' }, folder)).toBeUndefined()
  })

  it('a program on PATH counts when its real folder holds the programs that it needs', async () => {
    const tool = { least: '1', beside: ['helper'] }
    const links = join(folder, 'links')
    mkdirSync(links)
    symlinkSync(script('tool', 'echo tool 1.2.3'), join(links, 'tool'))
    expect(await findOnPath('tool', tool, links)).toBeUndefined()
    script('helper', '')
    expect(await findOnPath('tool', tool, links)).toBe(join(links, 'tool'))
  })
})

describe('installed packages', () => {
  const lock = (packages: object) => ({ packages })
  const wanted = lock({
    '': {},
    'tools/run': {},
    'node_modules/a': { version: '1.0.0' },
    'node_modules/for-mac': { version: '1.0.0', optional: true },
  })

  it('that match the lock file are not stale; those for other platforms may be absent', () => {
    expect(isStale(wanted, lock({ 'node_modules/a': { version: '1.0.0' } }))).toBe(false)
  })

  it.each([
    ['missing altogether', undefined],
    ['lacking one', lock({})],
    ['holding another version', lock({ 'node_modules/a': { version: '2.0.0' } })],
  ])('%s are stale', (_, installed) => expect(isStale(wanted, installed)).toBe(true))
})

describe('options of npm start', () => {
  it('have defaults', () => {
    expect(parseStartOptions([])).toEqual({
      json: false,
      traffic: true,
      metrics: true,
      observability: false,
      watch: false,
      scrapeSeconds: 5,
      fresh: false,
      help: false,
      replicas: {},
    })
  })

  it('are read', () => {
    const args = ['--json', '--no-traffic', '--no-metrics', '--fresh']
    const which = ['--services', 'a,b', '--replicas', 'a=2,b=3']
    expect(parseStartOptions([...args, ...which])).toMatchObject({
      json: true,
      traffic: false,
      metrics: false,
      fresh: true,
      services: ['a', 'b'],
      replicas: { a: 2, b: 3 },
    })
  })

  it.each([
    [['--colour'], 'colour'],
    [['extra'], 'extra'],
    [['--replicas', 'orders'], 'expected the form orders=2, found orders'],
    [['--replicas', 'orders=0'], 'expected 1 to 8 of orders, found 0'],
    [['--scrape-seconds', '0'], '--scrape-seconds: expected 1 to 10, found 0'],
    [['--scrape-seconds', '1.5'], 'expected 1 to 10, found 1.5'],
    [['--scrape-seconds', '11'], 'expected 1 to 10, found 11'],
    [['--replicas', 'orders=99'], 'expected 1 to 8 of orders, found 99'],
  ])('%j are refused', (args, message) => expect(() => parseStartOptions(args)).toThrow(message))
})

describe('the last line of a test run', () => {
  const of = (results: unknown) => {
    writeFileSync(join(folder, 'results.json'), JSON.stringify(results))
    return summaryOf(join(folder, 'results.json')).line
  }

  it('counts tests, and a file that could not be loaded as a failure', () => {
    const testResults = [{ status: 'failed', assertionResults: [] }]
    expect(of({ numPassedTests: 3, numFailedTests: 0, testResults: [] })).toBe('3 passed, 0 failed')
    expect(of({ numPassedTests: 3, numFailedTests: 1, testResults })).toBe('3 passed, 2 failed')
  })

  it('counts a run without results as a failure', () => {
    expect(summaryOf(join(folder, 'none')).line).toBe('0 passed, 1 failed')
  })
})
