import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { commands } from '@stoa/cli'
import { startUsage } from '@stoa/run'
import { repositoryRoot } from '@stoa/topology'
import { valueProblems } from './known-values.ts'
import { argumentProblems } from './usage.ts'

const stoa = join(repositoryRoot, 'tools/cli/bin/stoa.js')

/** The faults of a command line of `npx stoa` or `npm`; undefined for another program. */
export async function commandProblems(
  words: readonly string[],
): Promise<readonly string[] | undefined> {
  const [program, ...rest] = words
  if (program === 'npx' && rest[0] === 'stoa') return stoaProblems(rest.slice(1))
  return program === 'npm' ? npmProblems(rest.filter((word) => word !== '--silent')) : undefined
}

async function stoaProblems([name = '', ...args]: readonly string[]): Promise<readonly string[]> {
  if (name === '--help') return []
  const command = await commands.find((entry) => entry.name === name)?.load()
  if (!command) return [`stoa has no command ${name}`]
  if (!command.verbs)
    return args[0] === '--help'
      ? []
      : [...argumentProblems(args, command.usage), ...valueProblems(name, args)]
  const [verb = '', ...rest] = args
  if (verb === '--help') return []
  if (!command.verbs.includes(verb)) return [`stoa ${name} has no subcommand ${verb}`]
  return [...argumentProblems(rest, usageOf(name, verb)), ...valueProblems(`${name} ${verb}`, rest)]
}

const usages = new Map<string, string>()

/** Asked of the command once: pages name the same few commands many times. */
function usageOf(name: string, verb: string): string {
  const known = usages.get(`${name} ${verb}`)
  if (known !== undefined) return known
  const usage = execFileSync(process.execPath, [stoa, name, verb, '--help'], { encoding: 'utf8' })
  usages.set(`${name} ${verb}`, usage)
  return usage
}

const packageCommands = new Set(['ci', 'install'])
const testProjects = new Set(['unit', 'db', 'mesh', 'e2e'])

function npmProblems([name = '', ...args]: readonly string[]): readonly string[] {
  const forScript = args.includes('--') ? args.slice(args.indexOf('--') + 1) : []
  if (name === 'start')
    return [...argumentProblems(forScript, startUsage), ...valueProblems('up', forScript)]
  if (name === 'test') return testProblems(forScript)
  if (name === 'run') return scriptProblems(args)
  return packageCommands.has(name) ? [] : [`npm ${name} is not a command of this repository`]
}

const scriptsOf = (file: string): Readonly<Record<string, string>> =>
  JSON.parse(readFileSync(join(repositoryRoot, file), 'utf8')).scripts ?? {}

function scriptProblems([script = '', ...args]: readonly string[]): string[] {
  const workspace = args[0] === '-w' ? args[1] : undefined
  const file = workspace ? `node_modules/${workspace}/package.json` : 'package.json'
  if (!existsSync(join(repositoryRoot, file))) return [`there is no package ${workspace}`]
  return script in scriptsOf(file) ? [] : [`${file} has no script ${script}`]
}

function testProblems(args: readonly string[]): string[] {
  return args.flatMap((word, index) => {
    const before = args[index - 1]
    if (before === '--project') return testProjects.has(word) ? [] : [`no test project ${word}`]
    if (word.startsWith('-') || before === '-t') return []
    return existsSync(join(repositoryRoot, word)) ? [] : [`npm test: there is no ${word}`]
  })
}
