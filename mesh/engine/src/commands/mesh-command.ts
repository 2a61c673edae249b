import { CannotRun, type Command } from '@stoa/topology'
import { MeshError } from '../model/problem.ts'
import type { Subcommand } from './subcommand.ts'

const subcommands: Readonly<Record<string, () => Promise<Subcommand>>> = {
  ask: async () => (await import('./ask.ts')).ask,
  explain: async () => (await import('./explain.ts')).explain,
  cases: async () => (await import('./cases.ts')).cases,
  compile: async () => (await import('./compile.ts')).compileSubcommand,
  apply: async () => (await import('./faults.ts')).apply,
  reset: async () => (await import('./faults.ts')).reset,
  faults: async () => (await import('./faults.ts')).faults,
}

const usage = `usage: stoa mesh ask --from CALLER --to SERVICE [--method GET] [--path /] [options]
       stoa mesh explain SERVICE [--mesh DIR] [--json]
       stoa mesh cases FILE... [--json]
       stoa mesh compile --service SERVICE [--rbac] [--mesh DIR]
       stoa mesh apply FILE... | reset | faults [--json]

ask       how the mesh answers a request, and which policy, rule and field decide
explain   a service's mTLS, allowed callers, timeouts, retries and limits, each with file and line
cases     run the evaluator on files of cases (mesh/engine/cases/README.md)
compile   the Envoy configuration of a service's sidecar, or only its filters of policies and tokens
apply     activate faults (mesh/istio/faults) on the running platform; reset deactivates all, faults lists the active ones

See stoa mesh SUBCOMMAND --help. Exit status: 0 allowed or successful; 1 denied, or a case disagrees; 2 invalid arguments
or refused files.`

export const meshCommand: Command = {
  name: 'mesh',
  summary: 'evaluate requests against the policies; explain, compile and test them; apply faults',
  usage,
  verbs: Object.keys(subcommands),
  async run([name = '', ...args]) {
    const load = subcommands[name]
    if (load === undefined) {
      process.stderr.write(`${usage}\n`)
      return 2
    }
    const subcommand = await load()
    if (args.includes('--help')) {
      process.stdout.write(`${subcommand.usage}\n`)
      return 0
    }
    try {
      return await subcommand.run(args)
    } catch (error) {
      if (!(error instanceof MeshError || error instanceof CannotRun)) throw error
      process.stderr.write(`stoa mesh ${name}: ${error.message}\n`)
      return 2
    }
  },
}
