import { z } from 'zod'
import { runProgram } from '../run-program.ts'
import type { CheckResult } from './report.ts'

const messages = z
  .array(
    z.looseObject({
      code: z.string(),
      level: z.string(),
      message: z.string(),
      origin: z.string().default(''),
    }),
  )
  .nullable()

export interface AnalyzeOptions {
  readonly istioctl: string
  readonly kubeconfig: string
  readonly home: string
}

/** Messages that say nothing about a mistake of ours, with the reason. */
const accepted: Readonly<Record<string, string>> = {
  IST0133: 'limits, headers and error bodies have no other API than EnvoyFilter',
}

/** `istioctl analyze` of every namespace. Its remarks at the level Info are no findings. */
export async function checkAnalysis(options: AnalyzeOptions): Promise<CheckResult> {
  const { istioctl, kubeconfig, home } = options
  const args = ['analyze', '--all-namespaces', '--output', 'json']
  const env = { PATH: process.env.PATH, HOME: home, KUBECONFIG: kubeconfig }
  const all =
    messages.parse(JSON.parse(await runProgram(istioctl, args, env, { mayFail: true }))) ?? []
  const findings = all
    .filter(({ level, code }) => level !== 'Info' && !(code in accepted))
    .map(({ code, origin, message }) => ({
      ...{ check: 'istioctl analyze', subject: origin, what: `${code} ${message}` },
    }))
  return { findings, figures: { analysisRemarks: all.length - findings.length } }
}
