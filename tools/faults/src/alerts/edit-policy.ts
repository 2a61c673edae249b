import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Heal } from './fault.ts'

/** Takes lines out of a file of the mesh's policies until it is healed. @throws Error when no line matches */
export async function withoutLines(
  policyDir: string,
  file: string,
  matching: RegExp,
): Promise<Heal> {
  const path = join(policyDir, file)
  const before = readFileSync(path, 'utf8')
  const after = before
    .split('\n')
    .filter((line) => !matching.test(line))
    .join('\n')
  if (after === before) throw new Error(`${file} has no line that matches ${matching}`)
  writeFileSync(path, after)
  return async () => writeFileSync(path, before)
}

const withoutAccessLog = (service: string) => `apiVersion: telemetry.istio.io/v1
kind: Telemetry
metadata: { name: ${service}, namespace: commerce }
spec:
  selector: { matchLabels: { app.kubernetes.io/name: ${service} } }
  accessLogging: [{ disabled: true }]
`

/**
 * Gives the sidecar of a service another listener until it is healed. Both changes end the connections of the listener before, which
 * would otherwise go on as the policies let them in.
 */
export function replaceListener(policyDir: string, service: string): Heal {
  const path = join(policyDir, `${service}-access-log.yaml`)
  writeFileSync(path, withoutAccessLog(service))
  return async () => rmSync(path)
}
