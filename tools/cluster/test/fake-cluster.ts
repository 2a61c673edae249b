import { chmodSync, copyFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { vi } from 'vitest'
import { runCluster } from '../src/command/command.ts'
import type { ClusterOptions } from '../src/command/options.ts'
import { type Lease, leaseOf, objectOf } from '../src/lock/lease.ts'
import { type Release, releasesSchema } from '../src/releases/release.ts'

/** `ground` ← `data` ← `shop`, and `extra`, which only production has. */
export const releases: readonly Release[] = releasesSchema.parse({
  releases: [
    { ...release('ground'), after: [] },
    { ...release('extra'), after: ['ground'], profiles: ['production'] },
    { ...release('data'), after: ['ground', 'extra'] },
    { ...release('shop'), after: ['data'] },
  ],
}).releases

function release(name: string) {
  const chart = { repository: 'https://charts.example', chart: name, version: '1.0.0' }
  return { name, namespace: `${name}-space`, ...chart, ready: `${name} is ready`, waitMinutes: 5 }
}

/** A release as Helm lists it. */
export const listed = (name: string, status = 'deployed', revision = 1) => ({
  ...{ name, namespace: `${name}-space`, status },
  ...{ revision: String(revision), chart: `${name}-1.0.0` },
  updated: '2026-11-28 12:00:00.123456789 +0000 UTC',
})

export interface FakeState {
  readonly version?: string
  readonly unreachable?: string
  readonly lease?: object
  readonly releases?: readonly object[]
  readonly histories?: Readonly<Record<string, readonly object[]>>
  /** By `<release> <revision>`, or by `<release>` of every other revision. */
  readonly manifests?: Readonly<Record<string, string>>
  /** What kubectl finds, by `<kind> <name>`, or what it prints. */
  readonly objects?: Readonly<Record<string, object | string>>
  readonly renders?: Readonly<Record<string, string>>
  readonly failures?: readonly {
    readonly verb: string
    readonly release: string
    readonly message: string
    /** The status in which the release is left. */
    readonly leaves?: string
  }[]
}

/** The Lease of a cluster: held, or given back, as of a moment. */
export const leaseAsOf = (renewedAt: string, lease: Partial<Lease> = {}): object => ({
  ...objectOf({ renewedAt, leaseMs: 1_000, resourceVersion: '1', ...lease }),
})

/** A `helm` and a `kubectl` on PATH, of which the first records its calls, and a kubeconfig with the contexts `laptop` and `prod`. */
export function fakeCluster(state: FakeState) {
  const folder = mkdtempSync(join(tmpdir(), 'stoa-cluster-'))
  for (const [name, stand] of Object.entries({ helm: 'fake-helm', kubectl: 'fake-lease-server' })) {
    const program = join(folder, name)
    copyFileSync(join(import.meta.dirname, `${stand}.js`), `${program}.mjs`)
    writeFileSync(program, `#!/bin/sh\nexec '${process.execPath}' '${program}.mjs' "$@"\n`)
    chmodSync(program, 0o755)
  }
  if (state.lease) writeFileSync(join(folder, 'lease.json'), JSON.stringify(state.lease))
  writeFileSync(join(folder, 'state.json'), JSON.stringify({ releases: [], ...state }))
  const kubeconfig = join(folder, 'kubeconfig')
  writeFileSync(kubeconfig, 'contexts: [{ name: laptop }, { name: prod }]')
  vi.stubEnv('PATH', [folder, dirname(process.execPath)].join(delimiter))
  vi.stubEnv('FAKE_HELM', folder)
  vi.stubEnv('KUBECONFIG', kubeconfig)
  vi.stubEnv('STOA_HOME', folder)
  return {
    folder,
    /** The calls so far, without those that only ask: `upgrade ground`. */
    changes: () => callsIn(folder).filter((call) => !/^(list|history|get|template) /.test(call)),
    calls: () => callsIn(folder, false),
    lease: () => leaseOf(readFileSync(join(folder, 'lease.json'), 'utf8')),
    releases: () =>
      (
        JSON.parse(readFileSync(join(folder, 'state.json'), 'utf8')) as {
          releases: { name: string; status: string }[]
        }
      ).releases.map(({ name, status }) => `${name} ${status}`),
  }
}

const callsIn = (folder: string, short = true): string[] => {
  let text = ''
  try {
    text = readFileSync(join(folder, 'calls'), 'utf8')
  } catch {
    return []
  }
  return text
    .trim()
    .split('\n')
    .map((call) =>
      short
        ? call
            .split(' ')
            .slice(0, call.startsWith('rollback') ? 3 : 2)
            .join(' ')
        : call,
    )
}

/** Runs the command; what it prints is returned, not shown. */
export async function run(
  options: Partial<ClusterOptions> & Pick<ClusterOptions, 'verb'>,
  from = releases,
) {
  let out = ''
  let progress = ''
  const streams = [
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      out += text
      return true
    }),
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      progress += text
      return true
    }),
  ]
  try {
    const defaults = {
      profile: 'small',
      context: 'laptop',
      site: undefined,
      only: [],
      without: [],
      at: undefined,
      mend: false,
      changeProfile: false,
      json: false,
    }
    const status = await runCluster({ ...defaults, ...options } as ClusterOptions, from)
    return { status, out, progress }
  } finally {
    for (const stream of streams) stream.mockRestore()
  }
}
