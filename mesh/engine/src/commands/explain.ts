import { parseArgs } from 'node:util'
import { CannotRun } from '@stoa/topology'
import { explainService } from '../explain/explain-service.ts'
import { explanationText } from '../explain/explanation-text.ts'
import { parseMesh } from '../model/parse-mesh.ts'
import { policiesOf, serverOf } from './arguments.ts'
import type { Subcommand } from './subcommand.ts'

const usage = `usage: stoa mesh explain SERVICE [--port N] [--label k=v]... [--tcp] [--mesh DIR] [--json]

Explains how the mesh treats a service of this platform, or namespace/name of any mesh: effective mTLS, tokens, who may
call it, routes with timeouts and retries, and limits, each with the file and line that configures it.
--json prints {"service","port","mtls","tokens","access","routes","limits"}.

exit status: 0 explained, 2 invalid arguments or refused policies`

async function run(args: string[]): Promise<number> {
  const options = {
    port: { type: 'string' },
    mesh: { type: 'string' },
    label: { type: 'string', multiple: true, default: [] as string[] },
    tcp: { type: 'boolean' },
    json: { type: 'boolean' },
  } as const
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true })
  const [name, ...others] = positionals
  if (name === undefined) throw new CannotRun('SERVICE is required')
  if (others.length > 0)
    throw new CannotRun(`expected one SERVICE, found ${positionals.join(' and ')}`)
  const protocol = values.tcp ? 'tcp' : undefined
  const server = serverOf(name, { port: values.port, labels: values.label, protocol })
  const model = await parseMesh(policiesOf(values.mesh))
  const explanation = explainService(model, name.split('/').at(-1) ?? name, server)
  const text = values.json ? JSON.stringify(explanation) : explanationText(explanation)
  process.stdout.write(`${text}\n`)
  return 0
}

export const explain: Subcommand = { name: 'explain', usage, run }
