import type { Command } from '@stoa/topology'
import { MeshError } from '../model/problem.ts'

/** One `stoa mesh <name>`; answers with the exit status. */
export interface Verb {
  readonly name: string
  readonly usage: string
  readonly run: (args: string[]) => Promise<number>
}

const verbs: Readonly<Record<string, () => Promise<Verb>>> = {
  ask: async () => (await import('./ask.ts')).ask,
  explain: async () => (await import('./explain.ts')).explain,
  cases: async () => (await import('./cases.ts')).cases,
  compile: async () => (await import('./compile.ts')).compileVerb,
}

const usage = `usage: stoa mesh ask --from CALLER --to SERVICE [--method GET] [--path /] [options]
       stoa mesh explain SERVICE [--mesh DIR] [--json]
       stoa mesh cases FILE... [--json]
       stoa mesh compile --service SERVICE [--rbac] [--mesh DIR]

ask       what the mesh answers to a request, and which policy, rule and field say so
explain   a service's mTLS, who may call it and how, its time-outs, retries and limits, each with file and line
cases     hold the evaluator against files of cases (tools/mesh/cases/README.md)
compile   the Envoy configuration of a service's sidecar, or the policies' part alone

stoa mesh <verb> --help tells more. Exit status: 0 allowed, or all is well; 1 denied, or something disagrees; 2 wrong
arguments, or files that are refused.`

export const meshCommand: Command = {
  name: 'mesh',
  summary: 'ask the policies, explain, compile and test them',
  usage,
  async run([name = '', ...args]) {
    const load = verbs[name]
    if (load === undefined) {
      process.stderr.write(`${usage}\n`)
      return 2
    }
    const verb = await load()
    if (args.includes('--help')) {
      process.stdout.write(`${verb.usage}\n`)
      return 0
    }
    try {
      return await verb.run(args)
    } catch (error) {
      if (!(error instanceof MeshError || error instanceof WrongArguments)) throw error
      process.stderr.write(`stoa mesh ${name}: ${error.message}\n`)
      return 2
    }
  },
}

export class WrongArguments extends Error {}
