import { parseArgs } from 'node:util'
import { CannotRun } from '@stoa/topology'
import { compile } from '../compile/compile.ts'
import { parseMesh } from '../model/parse-mesh.ts'
import { policiesOf } from './arguments.ts'
import { platformWorkloads } from './platform-workloads.ts'
import type { Subcommand } from './subcommand.ts'

const usage = `usage: stoa mesh compile --service SERVICE [--rbac] [--mesh DIR]

Prints the Envoy configuration of a service's sidecar as JSON, with the ports of service.yaml: {"bootstrap","resources"}.
With --rbac it prints only the filters of policies and tokens: {"resources"}. Certificates are not included.

exit status: 0 compiled, 2 invalid arguments or refused policies`

async function run(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      service: { type: 'string' },
      mesh: { type: 'string' },
      rbac: { type: 'boolean', default: false },
    },
  })
  const workloads = platformWorkloads()
  const model = await parseMesh(policiesOf(values.mesh))
  const all = compile(model, workloads, { meshSocket: 'run/mesh.sock', caFile: 'certs/root.pem' })
  const compiled = all.get(values.service ?? '')
  if (compiled === undefined) {
    const names = workloads.map(({ instance }) => instance).join(', ')
    throw new CannotRun(`--service: expected one of ${names}`)
  }
  const filters = compiled.resources.filter((one) =>
    String(one['@type']).endsWith('.TypedExtensionConfig'),
  )
  const printed = values.rbac ? { resources: filters } : compiled
  process.stdout.write(`${JSON.stringify(printed, null, 2)}\n`)
  return 0
}

export const compileSubcommand: Subcommand = { name: 'compile', usage, run }
