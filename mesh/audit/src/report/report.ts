import type { Graphs } from '../graphs/edges.ts'
import type { Suppression } from '../inputs/suppressions.ts'
import type { Row } from '../matrix/row.ts'
import type { Finding } from '../rules/rule.ts'

export interface Digest {
  readonly file: string
  /** SHA-256, hex. */
  readonly sha256: string
}

export interface Suppressed {
  readonly finding: Finding
  readonly suppression: Suppression
}

export interface Diff {
  /** The git ref or folder that was compared with. */
  readonly against: string
  readonly opened: readonly Row[]
  readonly closed: readonly Row[]
}

/** What an active probe found; it comes from elsewhere. */
export interface ProbeReport {
  readonly total: number
  readonly unexpected: number
  /** What was planned and could not be sent: nothing of that name runs, or time was up. */
  readonly notSent: number
  readonly seconds: number
  readonly rows: readonly ProbeRow[]
}

export interface ProbeRow {
  readonly caller: string
  readonly identity: string
  readonly target: string
  readonly port: number
  /** Null for a TCP connection. */
  readonly method: string | null
  readonly path: string | null
  readonly host: string | null
  readonly trick: string
  readonly request: string
  readonly expected: string
  readonly got: string
  readonly ok: boolean
}

export interface Report {
  readonly version: string
  readonly at: string
  readonly mesh: string
  readonly settings: Readonly<Record<string, string>>
  readonly inputs: readonly Digest[]
  readonly workloads: number
  readonly policies: number
  readonly rules: number
  /** Kinds that were there and are not understood, and questions that lacked an input. */
  readonly notLookedAt: readonly string[]
  readonly findings: readonly Finding[]
  readonly suppressed: readonly Suppressed[]
  readonly matrix: readonly Row[]
  readonly graphs: Graphs
  readonly diff?: Diff | undefined
  readonly probe?: ProbeReport | undefined
}
