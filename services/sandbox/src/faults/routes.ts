import { jsonBody, type ServiceEnv, validate } from '@stoa/service'
import { Hono } from 'hono'
import { describeRoute } from 'hono-openapi'
import { z } from 'zod'
import type { Deps } from '../deps.ts'
import { faultRule, target } from './faults.ts'

const byTarget = z.object({ target })
const rules = z.union([faultRule, z.array(faultRule).min(1).max(10)])

export const faultRoutes = ({ faults }: Pick<Deps, 'faults'>) =>
  new Hono<ServiceEnv>()
    .get('/', describeRoute({ summary: 'List the faults that are on, with their hits' }), (c) =>
      c.json({ faults: faults.list() }),
    )
    .put(
      '/:target',
      describeRoute({ summary: 'Switch faults on, in place of those that were on' }),
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
      describeRoute({ summary: "Switch one target's faults off" }),
      validate('param', byTarget),
      (c) => {
        faults.clear(c.req.valid('param').target)
        return c.body(null, 204)
      },
    )
    .delete('/', describeRoute({ summary: 'Switch all faults off' }), (c) => {
      faults.clear()
      return c.body(null, 204)
    })
