import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'

/** Prints after how many calls V8 optimises a new function, before and after the process serves. */
const program = `
import { Hono } from 'hono'
import { serve } from '${import.meta.dirname}/server.ts'
const isOptimised = new Function('f', 'return %ActiveTierIsMaglev(f) || %ActiveTierIsTurbofan(f)')
const callsUntilOptimised = (start) => {
  const add = new Function('one', 'let sum = ' + start + '; for (const n of [1, 2, 3]) sum += one.value * n; return sum')
  let calls = 0
  while (!isOptimised(add)) add({ value: ++calls })
  return calls
}
const before = callsUntilOptimised(1)
const { drain } = await serve(new Hono(), '127.0.0.1:0')
console.log(JSON.stringify({ before, after: callsUntilOptimised(2) }))
await drain()
`

function run(cacheFolder: string) {
  const flags = ['--allow-natives-syntax', '--no-concurrent-recompilation']
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [...flags, '--input-type=module', '-e', program],
    {
      cwd: import.meta.dirname,
      encoding: 'utf8',
      env: { NODE_COMPILE_CACHE: cacheFolder, NODE_DEBUG_NATIVE: 'COMPILE_CACHE' },
      maxBuffer: 64 * 1024 ** 2,
    },
  )
  expect(status, stderr.slice(-2_000)).toBe(0)
  const count = (what: RegExp) => `${stdout}${stderr}`.match(what)?.length ?? 0
  return {
    calls: JSON.parse(/^\{"before".*$/m.exec(stdout)?.[0] ?? '{}'),
    accepted: count(/V8 code cache for .* was accepted/g),
    rejected: count(/V8 code cache for .* was rejected/g),
  }
}

it('a process that serves optimises code sooner than one that starts, and starts again from its code cache', () => {
  const cacheFolder = mkdtempSync(join(tmpdir(), 'stoa-compiled-'))
  onTestFinished(() => rmSync(cacheFolder, { recursive: true }))
  const first = run(cacheFolder)
  expect(first.calls.after).toBeLessThan(first.calls.before / 2)
  const second = run(cacheFolder)
  // A module that is both imported and required is found in the cache by the run that put it there.
  expect(second.accepted).toBeGreaterThan(10 * (first.accepted + 1))
  expect(second.rejected).toBe(0)
})
