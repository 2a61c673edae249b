import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { MeshError, type MeshFile, type Problem, parseMeshAndOthers } from '@stoa/mesh/policy'
import type { Inputs } from '../context/audit-context.ts'
import type { Digest } from '../report/report.ts'
import { readBroker } from './broker.ts'
import type { Grants } from './database-grants.ts'
import { readKubernetes } from './kubernetes.ts'
import { readOperations } from './operations.ts'
import { readServices } from './services.ts'
import type { Sources } from './sources.ts'
import { readSuppressions, type Suppression } from './suppressions.ts'

export interface InputOptions {
  readonly mesh: string
  readonly services?: string | undefined
  readonly observed?: readonly string[] | undefined
  readonly certs?: string | undefined
  readonly nats?: string | undefined
  /** Reads the database grants; called only when they are needed. */
  readonly grants?: (() => Promise<Grants>) | undefined
  readonly suppressions?: string | undefined
  readonly unusedDays?: number | undefined
  readonly nowMs: number
}

export interface Gathered {
  readonly inputs: Inputs
  readonly suppressions: readonly Suppression[]
  readonly digests: readonly Digest[]
}

/** Parses the YAML inputs. @throws MeshError with every problem that prevents an audit */
export function readInputs({ files, services, problems }: Sources, nowMs: number): Inputs {
  const mesh = parseMeshAndOthers(files)
  const kubernetes = readKubernetes(mesh.others)
  const declared = readServices(services)
  const refused = [...problems, ...mesh.problems, ...kubernetes.problems, ...declared.problems]
  if (refused.length > 0) throw new MeshError(refused)
  return { mesh: mesh.model, kubernetes, services: declared.services, nowMs }
}

/** Reads every input. @throws MeshError with every problem that prevents an audit */
export async function gather(sources: Sources, options: InputOptions): Promise<Gathered> {
  const { nowMs, unusedDays, grants } = options
  const inputs = readInputs(sources, nowMs)
  const more = {
    observed: await readObserved(options.observed),
    certificates: await readCerts(options.certs),
    broker: await readBrokerFile(options.nats),
    suppressions: await readSuppressionFile(options.suppressions),
    operations: readOperations(options.services),
  }
  const refused = Object.values(more).flatMap(({ problems }) => problems)
  if (refused.length > 0) throw new MeshError(refused)
  const read = [...sources.files, ...sources.services].concat(
    ...Object.values(more).map(({ files }) => files),
  )
  return {
    inputs: {
      ...inputs,
      unusedDays,
      observed: more.observed.value,
      unreadLogs: 'unread' in more.observed ? more.observed.unread : [],
      certificates: more.certificates.value,
      broker: more.broker.value,
      operations: more.operations.value,
      grants: await grants?.(),
    },
    suppressions: more.suppressions.value ?? [],
    digests: read.map(({ file, text }) => ({
      file,
      sha256: createHash('sha256').update(text).digest('hex'),
    })),
  }
}

interface Read<T> {
  readonly value: T | undefined
  readonly files: readonly MeshFile[]
  readonly problems: readonly Problem[]
}

const notGiven = { value: undefined, files: [], problems: [] }

async function readObserved(paths: readonly string[] = []) {
  if (paths.length === 0) return notGiven
  const { readTexts } = await import('./read-text.ts')
  const { readAccessLog } = await import('./observed.ts')
  const { files, problems } = await readTexts(paths, (name) => /\.(log|jsonl?)$/.test(name))
  const logs = files.map(({ file, text }) => {
    const calls = readAccessLog(file, text)
    const lines = text.split('\n').filter((line) => line.trim() !== '').length
    return { file, calls, unreadLines: lines - calls.length }
  })
  const unreadable = logs.filter(({ calls, unreadLines }) => calls.length === 0 && unreadLines > 0)
  return {
    value: logs.flatMap(({ calls }) => calls),
    unread: logs.filter(({ unreadLines }) => unreadLines > 0),
    files,
    problems: [
      ...problems,
      ...unreadable.map(({ file }) => ({ file, line: 1, field: '', message: notAnAccessLog })),
    ],
  }
}

const notAnAccessLog =
  'expected an access log with one JSON object a line and the fields `time` and `status`, found none; see docs/audit.md'

async function readCerts(path: string | undefined) {
  if (path === undefined) return notGiven
  const { readTexts } = await import('./read-text.ts')
  const { readCertificates } = await import('./certificates.ts')
  const { files, problems } = await readTexts([path], (name) => /\.(pem|crt|cert)$/.test(name))
  const read = files.map(({ file, text }) => readCertificates(file, text))
  return {
    value: read.flatMap(({ certificates }) => certificates),
    files,
    problems: [...problems, ...read.flatMap((one) => one.problems)],
  }
}

async function readBrokerFile(path: string | undefined) {
  if (path === undefined) return notGiven
  const { readTexts } = await import('./read-text.ts')
  const { files, problems } = await readTexts([path], () => true)
  const [file] = files
  if (file === undefined) return { value: undefined, files, problems }
  const { broker, problems: own } = readBroker(file.file, file.text)
  return { value: broker, files, problems: [...problems, ...own] }
}

async function readSuppressionFile(
  path: string | undefined,
): Promise<Read<readonly Suppression[]>> {
  if (path === undefined) return notGiven
  const { readTexts } = await import('./read-text.ts')
  const { files, problems } = await readTexts([path], () => true)
  const [file] = files
  if (file === undefined) return { value: undefined, files, problems }
  const { suppressions, problems: own } = readSuppressions(file)
  return { value: suppressions, files, problems: [...problems, ...own] }
}

/** The path of the running platform's broker configuration, if there is one. */
export function runningBroker(home: string): string | undefined {
  const file = join(home, 'data/nats/nats.conf')
  return existsSync(file) ? file : undefined
}
