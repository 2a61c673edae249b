import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { repositoryRoot } from '@stoa/topology'
import { onTestFinished } from 'vitest'
import { parse } from 'yaml'

interface Parsed {
  readonly jobs: Readonly<
    Record<string, { readonly steps?: readonly { readonly id?: string; readonly run?: string }[] }>
  >
}

/** The script of a step, run as a runner does, with stand-ins for programs; with what it writes to its outputs. */
export function runStep(
  file: string,
  job: string,
  step: string,
  env: NodeJS.ProcessEnv,
  programs: Readonly<Record<string, string>> = {},
) {
  const text = readFileSync(join(repositoryRoot, '.github/workflows', file), 'utf8')
  const { jobs } = parse(text) as Parsed
  const script = jobs[job]?.steps?.find(({ id }) => id === step)?.run ?? 'exit 1'
  const scratch = mkdtempSync(join(tmpdir(), 'stoa-workflow-'))
  onTestFinished(() => rmSync(scratch, { recursive: true }))
  const bin = join(scratch, 'bin')
  mkdirSync(bin)
  for (const [name, lines] of Object.entries(programs)) {
    writeFileSync(join(bin, name), `#!/bin/bash\n${lines}\n`)
    chmodSync(join(bin, name), 0o755)
  }
  const GITHUB_OUTPUT = join(scratch, 'output')
  writeFileSync(GITHUB_OUTPUT, '')
  const { status, stdout } = spawnSync('bash', ['-e', '-o', 'pipefail', '-c', script], {
    ...{ cwd: repositoryRoot, encoding: 'utf8' },
    env: {
      ...{ PATH: [bin, process.env.PATH].join(delimiter), RUNNER_TEMP: scratch },
      ...{ ...env, GITHUB_OUTPUT },
    },
  })
  const lines = readFileSync(GITHUB_OUTPUT, 'utf8').trim().split('\n')
  const outputs: Record<string, string> = Object.fromEntries(
    lines.map((line) => line.split(/=(.*)/s)),
  )
  return { status, stdout, outputs }
}
