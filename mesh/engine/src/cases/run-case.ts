import { isDeepStrictEqual } from 'node:util'
import { evaluate } from '../evaluate/evaluate.ts'
import type { Verdict } from '../evaluate/verdict.ts'
import { effectiveMtls } from '../model/effective-mtls.ts'
import type { MeshModel } from '../model/mesh-model.ts'
import type { Case } from './case.ts'
import { accessRequestOf } from './case-access-request.ts'
import { modelOf } from './case-model.ts'
import { templateAnswer } from './template-answer.ts'

export type CaseOutcome =
  | { readonly id: string; readonly kind: 'agree' }
  | { readonly id: string; readonly kind: 'unsupported'; readonly why: string }
  | {
      readonly id: string
      readonly kind: 'disagree'
      readonly expected: Readonly<Record<string, unknown>>
      readonly got: Readonly<Record<string, unknown>>
      readonly why: string
    }

type Answer = Readonly<Record<string, unknown>>

/**
 * Compares the evaluator's answer with the expected one. A case with policies that the model
 * refuses is reported as unsupported, never as agreement.
 */
export function runCase(one: Case): CaseOutcome {
  const { id, expect } = one
  const needs = [one.needs ?? []].flat()
  if (needs.includes('ambient'))
    return { id, kind: 'unsupported', why: 'ambient mode is not supported: this mesh has sidecars' }
  const model = modelOf(one)
  if (typeof model === 'string') return { id, kind: 'unsupported', why: model }
  const { answer, why } = answerOf(one, model)
  const expected: Answer = Object.fromEntries(
    Object.entries(expect).filter(([field]) => field !== 'port' && field !== 'upstreamHeaders'),
  )
  const unknown = Object.keys(expected).filter((field) => !(field in answer))
  if (unknown.length > 0)
    return { id, kind: 'unsupported', why: `the evaluator does not answer ${unknown.join(', ')}` }
  const got = Object.fromEntries(Object.keys(expected).map((field) => [field, answer[field]]))
  const differing = Object.entries(expect.upstreamHeaders ?? {}).filter(
    ([name, wanted]) => !isHeader(answer.headers, name, wanted),
  )
  if (isDeepStrictEqual(got, expected) && differing.length === 0) return { id, kind: 'agree' }
  const headers = differing.length === 0 ? {} : { upstreamHeaders: answer.headers }
  return { id, kind: 'disagree', expected: expect, got: { ...got, ...headers }, why }
}

function answerOf(one: Case, model: MeshModel): { answer: Answer; why: string } {
  if (one.kind !== undefined) return { answer: templateAnswer(one), why: one.kind }
  const target = one.workload ?? { namespace: 'default', labels: {} }
  const port = one.request?.destination.port ?? one.expect.port
  const mtls = {
    effectiveMtlsMode: effectiveMtls(model, target, port).mode,
    perPort: Object.fromEntries(
      Object.keys(one.expect.perPort ?? {}).map((name) => [
        name,
        effectiveMtls(model, target, Number(name)).mode,
      ]),
    ),
  }
  if (!one.request || !('source' in one.request)) return { answer: mtls, why: 'effective mTLS' }
  const verdict = evaluate(model, accessRequestOf(one, one.request))
  return { answer: { ...mtls, ...answerTo(verdict) }, why: verdict.reason }
}

const answerTo = ({ decision, status, closed, path, asked, headers }: Verdict): Answer => ({
  decision,
  status,
  connection: closed ? 'closed' : undefined,
  grpcStatus: status === 403 ? 7 : undefined,
  normalizedPath: path,
  extAuthzCalled: asked,
  headers,
})

/** `{originalToken: true}` expects that the token is still in the header. */
function isHeader(headers: unknown, name: string, wanted: unknown): boolean {
  const found = (headers as Readonly<Record<string, string | null>>)[name]
  if (wanted === null || typeof wanted === 'string') return found === wanted
  if (wanted !== null && typeof wanted === 'object' && 'base64urlJson' in wanted)
    return (
      typeof found === 'string' &&
      isDeepStrictEqual(
        JSON.parse(Buffer.from(found, 'base64url').toString()),
        wanted.base64urlJson,
      )
    )
  return found === undefined
}
