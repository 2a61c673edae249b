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

it('every command for a cluster names the context and the namespace, so that none goes to whichever is current', () => {
  const commands = [...page.matchAll(/(?:^|`)(kubectl [^`]+?)(?:`|$)/gm)].map(
    ([, text = '']) => text,
  )
  expect(commands.length).toBeGreaterThan(3)
  const wanted = /^kubectl --context prod --namespace (commerce|database) \w/
  expect(commands.filter((command) => !wanted.test(command))).toEqual([])
})

it('a new key is made without a context, with which only what is missing would be printed', () => {
  const calls = page.match(/npx stoa cluster secrets[^`>]*/g) ?? []
  expect(calls.length).toBe(2)
  for (const call of calls)
    expect(call.trim()).toBe('npx stoa cluster secrets --profile production')
})
