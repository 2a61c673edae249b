import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readTopology, repositoryRoot } from '@stoa/topology'
import { expect, it } from 'vitest'
import { secretsOf } from './secrets.ts'

const { services } = readTopology()
const page = readFileSync(
  join(repositoryRoot, 'docs/how-to/rotate-keys-and-certificates.md'),
  'utf8',
)

const made = secretsOf(services, 'production', { certificate: '', key: '' }).map(
  ({ metadata }) => metadata.name,
)
const provided = services.flatMap(({ name, secrets }) => (secrets ? [`${name}-providers`] : []))

/** `orders-broker` → `<service>-broker`, `role-orders` → `role-<database>`. */
const patternOf = (name: string) =>
  name
    .replace(/^role-.+/, 'role-<database>')
    .replace(/^\w+-(database|broker|providers)$/, '<service>-$1')

it('how keys are rotated in a cluster is said of every Secret that holds one, and of no other', () => {
  const held = new Set([...made, ...provided].map(patternOf))
  const named = new Set(
    [...page.matchAll(/`((?:<service>|role|broker|database|postgres)-[\w<>]+)`/g)].map(
      ([, name]) => name,
    ),
  )
  // CloudNativePG makes it from the authority.
  named.delete('postgres-server')
  expect([...named].sort()).toEqual([...held].sort())
})
