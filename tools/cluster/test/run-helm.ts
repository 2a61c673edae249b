import { execFileSync } from 'node:child_process'
import { complaintsIn, HelmError } from '../src/helm.ts'

/** What Helm prints. @throws HelmError with what it complains about */
export function runHelm(program: string, args: readonly string[]): string {
  try {
    return execFileSync(program, args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: 64 * 1024 * 1024,
    })
  } catch (error) {
    const { stderr = '' } = error as { stderr?: string }
    throw new HelmError(complaintsIn(stderr) || String(error), { cause: error })
  }
}
