import { describe, jsonBody, type ServiceEnv, validate } from '@stoa/service'
import { Hono } from 'hono'
import { z } from 'zod'
import type { Deps } from '../deps.ts'
import { faultRule, target } from './faults.ts'

const byTarget = z.strictObject({ target })
const faultList = z.object({
  faults: z.array(z.object({ target, rule: faultRule, hits: z.int(), left: z.int().optional() })),
})
const rules = z.union([faultRule, z.array(faultRule).min(1).max(10)])

export const faultRoutes = ({ faults }: Pick<Deps, 'faults'>) =>
  new Hono<ServiceEnv>()
    .get(
      '/',
      describe({ summary: 'List the faults that are on, with their hits', answer: faultList }),
      (c) => c.json({ faults: faults.list() }),
    )
    .put(
      '/:target',
      describe({ summary: 'Switch faults on, in place of those that were on', answer: faultList }),
      validate('param', byTarget),
      jsonBody(),
      validate('json', rules),
      (c) => {
        const { target: at } = c.req.valid('param')
        faults.put(at, [c.req.valid('json')].flat())
        return c.json({ faults: faults.list().filter((fault) => fault.target === at) })
      },
    )
    .delete(
      '/:target',
      describe({ summary: 'Switch one target’s faults off', status: 204 }),
      validate('param', byTarget),
      (c) => {
        faults.clear(c.req.valid('param').target)
        return c.body(null, 204)
      },
    )
    .delete('/', describe({ summary: 'Switch all faults off', status: 204 }), (c) => {
      faults.clear()
      return c.body(null, 204)
    })
