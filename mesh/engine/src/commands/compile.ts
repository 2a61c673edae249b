import { parseArgs } from 'node:util'
import { compile } from '../compile/compile.ts'
import { parseMesh } from '../model/parse-mesh.ts'
import { policiesOf } from './arguments.ts'
import { platformWorkloads } from './platform-workloads.ts'
import { type Subcommand, UsageError } from './subcommand.ts'

const usage = `usage: stoa mesh compile --service SERVICE [--rbac] [--mesh DIR]

Prints what the sidecar of a service is told as JSON, on the ports of its service.yaml: {"bootstrap","resources"}; with
--rbac {"resources"} with the filters of policies and tokens alone. Certificates are left out.

exit status: 0 it compiles, 2 wrong arguments or refused policies`

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
    throw new UsageError(`--service: one of ${names}`)
  }
  const guards = compiled.resources.filter((one) =>
    String(one['@type']).endsWith('.TypedExtensionConfig'),
  )
  const shown = values.rbac ? { resources: guards } : compiled
  process.stdout.write(`${JSON.stringify(shown, null, 2)}\n`)
  return 0
}

export const compileSubcommand: Subcommand = { name: 'compile', usage, run }
