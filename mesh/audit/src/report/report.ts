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
  /** The git ref or folder with which the mesh was compared. */
  readonly against: string
  readonly opened: readonly Row[]
  readonly closed: readonly Row[]
}

/** The results of an active probe. */
export interface ProbeReport {
  readonly total: number
  readonly unexpected: number
  /** The planned probes that were not sent: their target does not run, would process them, or time ran out. */
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
  /** The name of the probe's variant. */
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
  /** Kinds that the audit does not read, and checks that lacked an input. */
  readonly notChecked: readonly string[]
  readonly findings: readonly Finding[]
  readonly suppressed: readonly Suppressed[]
  readonly matrix: readonly Row[]
  readonly graphs: Graphs
  readonly diff?: Diff | undefined
  readonly probe?: ProbeReport | undefined
}
