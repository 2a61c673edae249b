import {
  AppError,
  authenticated,
  describe,
  jsonBody,
  maySee,
  type ServiceEnv,
  validate,
  wantsLatest,
} from '@stoa/service'
import { Hono, type MiddlewareHandler } from 'hono'
import type { Deps } from './deps.ts'
import * as schemas from './schemas.ts'
import { deleteAddress, findAddress, listAddresses } from './store/addresses.ts'
import { listHistory } from './store/history.ts'
import { findProfile, saveProfile } from './store/profiles.ts'
import { saveAddress } from './use-cases/save-address.ts'
import { historyPageOf } from './view.ts'

const others = { forbidden: 'the token is neither this customer’s nor an operator’s' }

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
      describe({
        summary: 'Read a profile',
        answer: schemas.profile,
        problems: { ...others, not_found: 'the customer has no profile' },
      }),
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
      describe({
        summary: 'Create or replace a profile',
        answer: schemas.profile,
        problems: others,
      }),
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
      describe({
        summary: 'Read the address book',
        answer: schemas.addressBook,
        problems: others,
      }),
      validate('param', schemas.byCustomer),
      async (c) =>
        c.json({ addresses: await listAddresses(deps.db, c.req.valid('param').customerId) }),
    )
    .get(
      '/:customerId/addresses/:name',
      describe({
        summary: 'Read one address',
        answer: schemas.address,
        problems: { ...others, not_found: 'the address book has no such address' },
      }),
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
      describe({
        summary: 'Create or replace an address',
        answer: schemas.address,
        problems: { ...others, conflict: 'the address book is full (50 addresses)' },
      }),
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
      describe({
        summary: 'Delete an address',
        description: 'A repeated request has no effect.',
        status: 204,
        problems: others,
      }),
      validate('param', schemas.byAddress),
      async (c) => {
        const { customerId, name } = c.req.valid('param')
        await deleteAddress(deps.db, customerId, name)
        return c.body(null, 204)
      },
    )
    .get(
      '/:customerId/orders',
      describe({
        summary: 'List the orders of a customer',
        description:
          'Newest first, with their delivery and refunds, as events have told so far. It may lag behind them by a second more; with `Cache-Control: no-cache` it does not.',
        answer: schemas.historyPage,
        problems: others,
      }),
      validate('param', schemas.byCustomer),
      validate('query', schemas.historyQuery),
      async (c) => {
        const { customerId } = c.req.valid('param')
        const { cursor, limit } = c.req.valid('query')
        const page = { before: cursor, limit: limit + 1 }
        const rows = await deps.replicas.read((db) => listHistory(db, customerId, page), {
          latest: wantsLatest(c),
        })
        return c.json(historyPageOf(rows, limit))
      },
    )
