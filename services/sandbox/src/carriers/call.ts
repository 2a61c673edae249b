import { bodyText, headerOf, type ServiceEnv } from '@stoa/service'
import type { Context } from 'hono'
import type { z } from 'zod'
import type { Deps } from '../deps.ts'
import type { FaultRule, Operation } from '../faults/faults.ts'
import { type Outcome, type ProviderErrors, perform, type Reply } from '../faults/perform.ts'
import type { Access } from '../tokens/access.ts'

export interface CarrierErrors extends ProviderErrors {
  unauthorised(): Reply
  badRequest(field: string, message: string): Reply
}

export const json = (status: number, body: unknown): Reply => ({
  status,
  body: JSON.stringify(body),
})

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const send = (c: Context, { status, body }: Reply) =>
  c.body(body, status as 200, { 'content-type': 'application/json' })

/** Handlers of one carrier: the caller's token is checked first, then the body, then faults apply. */
export const carrierCalls =
  (deps: Deps, target: 'fedex' | 'ups', access: Access, errors: CarrierErrors) =>
  <Schema extends z.ZodType>(
    operation: Operation,
    schema: Schema,
    work: (
      body: z.infer<Schema>,
      c: Context<ServiceEnv>,
      fault: FaultRule | undefined,
    ) => Outcome | Promise<Outcome>,
  ) =>
  async (c: Context<ServiceEnv>) => {
    if (!access.holds(headerOf(c, 'authorization'))) return send(c, errors.unauthorised())
    const hasBody = c.req.method === 'POST' || c.req.method === 'PUT'
    const body = schema.safeParse(hasBody ? jsonOf(await bodyText(c)) : {})
    const call = { target, operation, errors, callerGone: () => c.req.raw.signal }
    const reply = await perform(deps, call, (fault) => {
      if (body.success) return work(body.data, c, fault)
      const [issue] = body.error.issues
      const field = issue?.path.join('.') ?? ''
      return { reply: errors.badRequest(field, issue?.message ?? ''), saveAnswer: false }
    })
    return send(c, reply)
  }
