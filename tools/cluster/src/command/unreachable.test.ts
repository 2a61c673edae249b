import { afterEach, expect, it, vi } from 'vitest'
import { fakeCluster, run } from '../../test/fake-cluster.ts'

afterEach(() => vi.unstubAllEnvs())

it.each(['secrets', 'verify', 'check', 'diff', 'uninstall'] as const)(
  '%s says once what to do where the API server does not answer',
  async (verb) => {
    fakeCluster({ unreachable: 'EOF' })
    const said = await run({ verb }).catch(({ name, message }: Error) => `${name}: ${message}`)
    expect(said).toMatch(/^CannotRun: the cluster cannot be asked: .*\ncheck that .* rights$/)
  },
)
