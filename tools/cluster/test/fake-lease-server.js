#!/usr/bin/env node
// Stands for kubectl in tests. Its folder holds `state.json`, as for Helm, and `lease.json`: the Lease of the cluster.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const folder = process.env.FAKE_HELM
const leaseFile = join(folder, 'lease.json')
const state = JSON.parse(readFileSync(join(folder, 'state.json'), 'utf8'))
const lease = existsSync(leaseFile) ? JSON.parse(readFileSync(leaseFile, 'utf8')) : undefined
const [verb, ...rest] = process.argv.slice(2).filter((argument) => !argument.startsWith('--'))

if (state.unreachable) end(`Unable to connect to the server: ${state.unreachable}`)
if (verb === 'get' && rest[0]?.startsWith('leases'))
  process.stdout.write(lease ? JSON.stringify(lease) : '')
else if (verb === 'get') {
  const object = state.objects?.[rest.join(' ')]
  process.stdout.write(typeof object === 'object' ? JSON.stringify(object) : (object ?? ''))
}
if (verb === 'create' || verb === 'replace') write(JSON.parse(readFileSync(0, 'utf8')))

function write(given) {
  if (verb === 'create' && lease) end('Error from server (AlreadyExists): it exists')
  if (verb === 'replace' && given.metadata.resourceVersion !== lease?.metadata.resourceVersion)
    end('Error from server (Conflict): it was changed')
  const resourceVersion = String(Number(lease?.metadata.resourceVersion ?? 0) + 1)
  const written = { ...given, metadata: { ...given.metadata, resourceVersion } }
  writeFileSync(leaseFile, JSON.stringify(written))
  process.stdout.write(JSON.stringify(written))
}

function end(message) {
  process.stderr.write(`${message}\n`)
  process.exit(1)
}
