import { serviceSchema } from '@stoa/topology'
import { expect, it } from 'vitest'
import { probe } from './permissions.ts'
import { monitor, operator } from './users.ts'

it.each([operator, probe, monitor])('no service can have the name of the user %s', (user) => {
  expect(serviceSchema.shape.name.safeParse(user).success).toBe(false)
})
