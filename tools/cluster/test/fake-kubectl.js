#!/usr/bin/env node
// Stands for kubectl in tests. Its folder holds `secrets.json`, by namespace/name; each port forward adds a line to `forwards`,
// and ends when a file `end-<service>` appears.
import { appendFileSync, existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const folder = process.env.FAKE_KUBECTL
const [context, namespace, verb, ...rest] = process.argv.slice(2)
const space = namespace.slice('--namespace='.length)

if (verb === 'get') {
  const name = rest[1]
  const secret = JSON.parse(readFileSync(join(folder, 'secrets.json'), 'utf8'))[`${space}/${name}`]
  if (!secret) {
    process.stderr.write(`Error from server (NotFound): secrets "${name}" not found\n`)
    process.exit(1)
  }
  const data = Object.fromEntries(
    Object.entries(secret).map(([key, value]) => [key, Buffer.from(value).toString('base64')]),
  )
  process.stdout.write(JSON.stringify({ data }))
} else {
  const [to, ports] = rest
  appendFileSync(join(folder, 'forwards'), `${context} ${space} ${to} ${ports} ${process.pid}\n`)
  const end = join(folder, `end-${to.split('/')[1]}`)
  setInterval(() => {
    if (!existsSync(end)) return
    rmSync(end)
    process.exit(1)
  }, 10)
}
