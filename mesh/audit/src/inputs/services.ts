import type { MeshFile, Position, Problem } from '@stoa/mesh/policy'
import { parseService, type Service } from '@stoa/topology'

/** A service.yaml and its position. */
export interface DeclaredService extends Service {
  readonly at: Position
  /** The position of a top-level field. */
  readonly locate: (field: string) => Position
}

export interface Declared {
  readonly services: readonly DeclaredService[]
  readonly problems: readonly Problem[]
}

const isServiceFile = (file: string) => /(^|\/)service\.ya?ml$/.test(file)

/** Parses every service.yaml among the files. */
export function readServices(files: readonly MeshFile[]): Declared {
  const read = files.filter(({ file }) => isServiceFile(file)).map(readService)
  return {
    services: read.flatMap(({ service }) => (service ? [service] : [])),
    problems: read.flatMap(({ problems }) => problems),
  }
}

function readService({ file, text }: MeshFile): {
  service?: DeclaredService
  problems: readonly Problem[]
} {
  const folder = file.split('/').at(-2) ?? ''
  const { service, faults } = parseService(text, folder)
  const problems = faults.map((fault) => ({
    file,
    line: lineOf(text, fault.split(': ')[1] ?? ''),
    field: '',
    message: fault.slice(fault.indexOf(': ') + 2),
  }))
  if (service === undefined) return { problems }
  const locate = (field: string) => ({ file, line: lineOf(text, field) })
  return { service: { ...service, at: { file, line: 1 }, locate }, problems }
}

const lineOf = (text: string, field: string): number => {
  const index = text.split('\n').findIndex((line) => line.startsWith(`${field}:`))
  return index < 0 ? 1 : index + 1
}
