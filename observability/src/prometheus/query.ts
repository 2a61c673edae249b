import { z } from 'zod'

const timeoutMs = 10_000

export interface Series {
  readonly labels: Readonly<Record<string, string>>
  /** NaN and the infinities included. */
  readonly value: number
}

export interface QueryOptions {
  /** The moment of evaluation; now by default. */
  readonly at?: Date
  readonly timeoutMs?: number
}

/** Prometheus understood the request and refused it, as for an expression that does not parse. */
export class QueryRefused extends Error {
  constructor(expression: string, reason: string) {
    super(`${expression}: ${reason}`)
    this.name = 'QueryRefused'
  }
}

const point = z.tuple([z.number(), z.string()])
const answer = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('success'),
    data: z.discriminatedUnion('resultType', [
      z.object({
        resultType: z.literal('vector'),
        result: z.array(z.object({ metric: z.record(z.string(), z.string()), value: point })),
      }),
      z.object({ resultType: z.literal('scalar'), result: point }),
      z.object({ resultType: z.literal('matrix') }),
      z.object({ resultType: z.literal('string') }),
    ]),
  }),
  z.object({ status: z.literal('error'), error: z.string() }),
])

/**
 * Evaluates an expression at one moment. A scalar is a series without labels.
 * @throws QueryRefused when Prometheus refuses the expression; Error when it does not answer in time
 * @example await query(state.urls.prometheus, 'sum by (service) (up)')
 */
export async function query(
  url: string,
  expression: string,
  options: QueryOptions = {},
): Promise<readonly Series[]> {
  const within = options.timeoutMs ?? timeoutMs
  const body = new URLSearchParams({ query: expression, timeout: `${within}ms` })
  if (options.at) body.set('time', String(options.at.getTime() / 1000))
  const response = await fetch(`${url}/api/v1/query`, {
    method: 'POST',
    body,
    signal: AbortSignal.timeout(within),
  })
  const parsed = answer.safeParse(await response.json().catch(() => undefined))
  if (!parsed.success)
    throw new Error(`${url} answered ${response.status}, which is not an answer to a query`)
  if (parsed.data.status === 'error') throw new QueryRefused(expression, parsed.data.error)
  const { data } = parsed.data
  if (data.resultType === 'matrix' || data.resultType === 'string')
    throw new QueryRefused(expression, `expected a value per series, found a ${data.resultType}`)
  if (data.resultType === 'scalar') return [{ labels: {}, value: numberOf(data.result[1]) }]
  return data.result.map(({ metric, value }) => ({ labels: metric, value: numberOf(value[1]) }))
}

const infinities: Readonly<Record<string, number>> = {
  '+Inf': Number.POSITIVE_INFINITY,
  '-Inf': Number.NEGATIVE_INFINITY,
}

/** Prometheus writes numbers as Go does. */
const numberOf = (text: string): number => infinities[text] ?? Number(text)
