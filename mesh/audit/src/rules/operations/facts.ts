import type { HttpRequest, Token } from '@stoa/mesh/policy'
import type { Operation } from '../../inputs/operations.ts'
import { answersPath, pathOf } from '../../operations/template.ts'
import { type Passage, throughEdge } from '../../operations/through-edge.ts'
import { ask, type Door, hostOf } from '../../world/question.ts'
import { keyOf, type Workload } from '../../world/workload.ts'
import type { World } from '../../world/world.ts'

/** A service that says what it answers, and its door. */
export interface Answering {
  readonly door: Door
  readonly operations: readonly Operation[]
}

const kept = new WeakMap<World, readonly Answering[]>()

export function answeringOf(world: World): readonly Answering[] {
  const known = kept.get(world)
  if (known) return known
  const byService = Map.groupBy(world.operations ?? [], ({ service }) => service)
  const found = world.doors.flatMap((door) => {
    const operations = byService.get(door.workload.name)
    const speaks = door.workload.kind === 'sidecar' && door.port.protocol === 'http'
    return operations && speaks ? [{ door, operations }] : []
  })
  kept.set(world, found)
  return found
}

export const edgesOf = ({ doors }: World): readonly Door[] =>
  doors.filter(({ workload, port }) => workload.kind === 'gateway' && port.protocol === 'http')

/** A caller's request for an operation, and what the policies of its service say. */
export function askFor(world: World, door: Door, caller: Workload, { method, path }: Operation) {
  const question = ask(door, caller.principal, { method, path: pathOf(path) })
  return { question, verdict: world.judge(door, question) }
}

/** Every service answers these beside its own operations; its openapi.json leaves them out. */
const common = ['/livez', '/readyz', '/metrics', '/openapi.json']

export const isCommon = (method: string, path: string): boolean =>
  method === 'GET' && common.includes(path)

export const isAnswered = (
  operations: readonly Pick<Operation, 'method' | 'path'>[],
  method: string,
  path: string,
): boolean => operations.some((one) => one.method === method && answersPath(one.path, path))

/** An operation asked for from outside, with a sound token of the first issuer that is taken, or without. */
export function fromOutside(
  world: World,
  edge: Door,
  { method, path }: Operation,
  withToken: boolean,
): Passage {
  const request: HttpRequest = {
    ...{ method, path: pathOf(path), host: hostOf(edge), headers: {} },
    tokens: withToken ? tokensAt(edge) : [],
  }
  return throughEdge(world, edge, request)
}

function tokensAt({ mesh }: Door): readonly Token[] {
  const [rule] = mesh.RequestAuthentication.flatMap(({ spec }) => spec.jwtRules ?? [])
  if (rule === undefined) return []
  const claims = { iss: rule.issuer, sub: 'probe', aud: rule.audiences?.[0] }
  return [{ claims, valid: true, at: { header: 'authorization', prefix: 'Bearer ' } }]
}

/** Whether a request from outside comes to this door, be it let in there or not. */
export const leadsTo = ({ behind }: Passage, { workload }: Door): boolean =>
  behind !== undefined && keyOf(behind.door.workload) === keyOf(workload)

export const entersFrom = (passage: Passage, door: Door): boolean =>
  leadsTo(passage, door) && passage.behind?.verdict.decision === 'allow'

export const nameOfOperation = ({ method, path }: Pick<Operation, 'method' | 'path'>): string =>
  `${method} ${path}`
