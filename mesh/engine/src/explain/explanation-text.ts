import type { Position } from '../model/problem.ts'
import type { Explanation, Statement } from './explanation.ts'

const place = (at: Position | undefined) =>
  at === undefined ? "Istio's default" : `${at.file}:${at.line}`
const line = ({ text, at }: Statement) => `  ${text}  [${place(at)}]`

/** An explanation as text, one line per statement. */
export function explanationText(explanation: Explanation): string {
  const { service, port, mtls, tokens, access, routes, limits } = explanation
  return [
    `${service}, port ${port}`,
    '',
    'encryption',
    line({ text: `${mtls.mode}: ${mtls.text}`, at: mtls.at }),
    ...section('tokens', tokens.map(line)),
    ...section(
      'who may call',
      access.map(({ action, policy, text, at }) =>
        line({ text: `${action} ${policy}: ${text}`, at }),
      ),
    ),
    ...section(
      'routes, timeouts, retries',
      routes.map(({ virtualService, text, timeout, retries, at }) =>
        line({ text: `${virtualService}: ${text}; timeout ${timeout}; retries ${retries}`, at }),
      ),
    ),
    ...section('limits', limits.map(line)),
  ].join('\n')
}

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ['', title, ...lines]
