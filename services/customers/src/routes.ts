import { AppError, authenticated, jsonBody, maySee, type ServiceEnv, validate } from '@stoa/service'
import { Hono, type MiddlewareHandler } from 'hono'
import { describeRoute, resolver } from 'hono-openapi'
import type { z } from 'zod'
import type { Deps } from './deps.ts'
import * as schemas from './schemas.ts'
import { deleteAddress, findAddress, listAddresses } from './store/addresses.ts'
import { listHistory } from './store/history.ts'
import { findProfile, saveProfile } from './store/profiles.ts'
import { saveAddress } from './use-cases/save-address.ts'
import { historyPageOf } from './view.ts'

const describeResponse = (summary: string, schema: z.ZodType) =>
  describeRoute({
    summary,
    responses: {
      200: { description: 'Done', content: { 'application/json': { schema: resolver(schema) } } },
    },
  })

const ownerOrOperator: MiddlewareHandler<ServiceEnv> = async (c, next) => {
  if (!maySee(c.var.claims, c.req.param('customerId') ?? ''))
    throw new AppError(
      'forbidden',
      `expected this customer or an operator, found ${c.var.claims.sub}; use your own customer id`,
    )
  await next()
}

export const customerRoutes = (deps: Deps) =>
  new Hono<ServiceEnv>()
    .use('/:customerId/*', authenticated(), ownerOrOperator)
    .get(
      '/:customerId',
      describeResponse('A customer profile', schemas.profile),
      validate('param', schemas.byCustomer),
      async (c) => {
        const { customerId } = c.req.valid('param')
        const profile = await findProfile(deps.db, customerId)
        if (!profile) throw new AppError('not_found', `customer ${customerId} has no profile`)
        return c.json({ customerId, ...profile })
      },
    )
    .put(
      '/:customerId',
      describeResponse('Create or replace a customer profile', schemas.profile),
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
      describeResponse('The address book', schemas.addressBook),
      validate('param', schemas.byCustomer),
      async (c) =>
        c.json({ addresses: await listAddresses(deps.db, c.req.valid('param').customerId) }),
    )
    .get(
      '/:customerId/addresses/:name',
      describeResponse('One address', schemas.address),
      validate('param', schemas.byAddress),
      async (c) => {
        const { customerId, name } = c.req.valid('param')
        const address = await findAddress(deps.db, customerId, name)
        if (!address)
          throw new AppError('not_found', `customer ${customerId} has no address ${name}`)
        return c.json(address)
      },
    )
    .put(
      '/:customerId/addresses/:name',
      describeResponse('Create or replace an address', schemas.address),
      jsonBody(8 * 1024),
      validate('param', schemas.byAddress),
      validate('json', schemas.addressBody),
      async (c) => {
        const { customerId, name } = c.req.valid('param')
        return c.json(await saveAddress(deps, customerId, name, c.req.valid('json')))
      },
    )
    .delete(
      '/:customerId/addresses/:name',
      describeRoute({ summary: 'Delete an address', responses: { 204: { description: 'Done' } } }),
      validate('param', schemas.byAddress),
      async (c) => {
        const { customerId, name } = c.req.valid('param')
        await deleteAddress(deps.db, customerId, name)
        return c.body(null, 204)
      },
    )
    .get(
      '/:customerId/orders',
      describeResponse('Orders of a customer, newest first', schemas.historyPage),
      validate('param', schemas.byCustomer),
      validate('query', schemas.historyQuery),
      async (c) => {
        const { customerId } = c.req.valid('param')
        const { cursor, limit } = c.req.valid('query')
        const rows = await listHistory(deps.db, customerId, { before: cursor, limit: limit + 1 })
        return c.json(historyPageOf(rows, limit))
      },
    )
