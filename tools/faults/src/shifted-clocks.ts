import { fileURLToPath } from 'node:url'
import type { PlatformOptions } from '@stoa/run'

const build = fileURLToPath(new URL('./sabotage/shifted-clock.ts', import.meta.url))

/**
 * Options of a platform in which the clocks of these instances are ahead of the machine's, or behind it, by milliseconds.
 *
 * @example await openTestPlatform({ replicas: { orders: 2 }, ...shiftedClocks({ 'orders-2': -3_600_000 }) })
 */
export function shiftedClocks(
  shiftsMs: Readonly<Record<string, number>>,
): Pick<PlatformOptions, 'nodeArgs' | 'env'> {
  const services = [...new Set(Object.keys(shiftsMs).map((name) => name.replace(/-\d+$/, '')))]
  const perService = <Value>(value: Value) =>
    Object.fromEntries(services.map((name) => [name, value]))
  return {
    nodeArgs: perService(['--import', build]),
    env: perService({ CLOCK_SHIFTS_MS: JSON.stringify(shiftsMs) }),
  }
}
