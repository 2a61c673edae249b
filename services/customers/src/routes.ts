import { AppError, authenticated, jsonBody, maySee, type ServiceEnv, validate } from '@stoa/service'
import { type Context, Hono, type MiddlewareHandler } from 'hono'
import { describeRoute, resolver } from 'hono-openapi'
import type { z } from 'zod'
import type { Deps } from './deps.ts'
import * as schemas from './schemas.ts'
import { deleteAddress, findAddress, listAddresses } from './store/addresses.ts'
import { listHistory } from './store/history.ts'
import { findProfile, saveProfile } from './store/profiles.ts'
import { keepAddress } from './use-cases/keep-address.ts'
import { historyPageOf } from './view.ts'

const says = (summary: string, schema: z.ZodType) =>
  describeRoute({
    summary,
    responses: {
      200: { description: 'Done', content: { 'application/json': { schema: resolver(schema) } } },
    },
  })

/** The customer, or an operator. */
const own: MiddlewareHandler<ServiceEnv> = async (c, next) => {
  if (!maySee(c.var.claims, c.req.param('customerId') ?? ''))
    throw new AppError('forbidden', 'this belongs to another customer')
  await next()
}

const none = (c: Context<ServiceEnv>) =>
  new AppError('not_found', `there is nothing at ${c.req.path}`)

export const customerRoutes = (deps: Deps) =>
  new Hono<ServiceEnv>()
    .use('/:customerId/*', authenticated(), own)
    .get(
      '/:customerId',
      says('A profile', schemas.profile),
      validate('param', schemas.byCustomer),
      async (c) => {
        const { customerId } = c.req.valid('param')
        const profile = await findProfile(deps.db, customerId)
        if (!profile) throw none(c)
        return c.json({ customerId, ...profile })
      },
    )
    .put(
      '/:customerId',
      says('Write a profile', schemas.profile),
      jsonBody(8 * 1024),
      validate('param', schemas.byCustomer),
      validate('json', schemas.profileBody),
      async (c) => {
        const { customerId } = c.req.valid('param')
        const profile = c.req.valid('json')
        await saveProfile(deps.db, customerId, profile)
        return c.json({ customerId, ...profile })
      },
    )
    .get(
      '/:customerId/addresses',
      says('The address book', schemas.addressBook),
      validate('param', schemas.byCustomer),
      async (c) =>
        c.json({ addresses: await listAddresses(deps.db, c.req.valid('param').customerId) }),
    )
    .get(
      '/:customerId/addresses/:name',
      says('One address', schemas.address),
      validate('param', schemas.byAddress),
      async (c) => {
        const { customerId, name } = c.req.valid('param')
        const address = await findAddress(deps.db, customerId, name)
        if (!address) throw none(c)
        return c.json(address)
      },
    )
    .put(
      '/:customerId/addresses/:name',
      says('Write one address', schemas.address),
      jsonBody(8 * 1024),
      validate('param', schemas.byAddress),
      validate('json', schemas.addressBody),
      async (c) => {
        const { customerId, name } = c.req.valid('param')
        return c.json(await keepAddress(deps, customerId, name, c.req.valid('json')))
      },
    )
    .delete(
      '/:customerId/addresses/:name',
      describeRoute({ summary: 'Forget one address', responses: { 204: { description: 'Done' } } }),
      validate('param', schemas.byAddress),
      async (c) => {
        const { customerId, name } = c.req.valid('param')
        await deleteAddress(deps.db, customerId, name)
        return c.body(null, 204)
      },
    )
    .get(
      '/:customerId/orders',
      says('Orders, newest first', schemas.historyPage),
      validate('param', schemas.byCustomer),
      validate('query', schemas.historyQuery),
      async (c) => {
        const { customerId } = c.req.valid('param')
        const { cursor, limit } = c.req.valid('query')
        const rows = await listHistory(deps.db, customerId, { before: cursor, limit: limit + 1 })
        return c.json(historyPageOf(rows, limit))
      },
    )
