import { describe, expect, it } from 'vitest'
import { type Ancestor, launchersIn } from '../bin/launchers.js'
import { openLauncherCheck } from './watch-launchers.ts'

type Traits = Partial<Pick<Ancestor, 'byNohup' | 'waits'>>

/** A process, its parent, its parent's parent and so on; the pid is the place in the line. */
const lineOf = (...ancestors: [name: string, traits?: Traits][]): Ancestor[] =>
  ancestors.map(([name, traits], pid) => ({
    ...{ pid, name, startTicks: 100 + pid, session: 1, byNohup: false, waits: false, ...traits },
  }))

const nohup = { byNohup: true }

describe('the launchers of', () => {
  it.each([
    {
      start: 'npm start in a terminal',
      line: lineOf(['node'], ['npm start'], ['bash']),
      ...{ names: ['npm start', 'bash'], ignoresHangup: false },
    },
    {
      start: 'nohup npm start',
      line: lineOf(['node', nohup], ['npm start', nohup], ['bash']),
      ...{ names: ['npm start'], ignoresHangup: true },
    },
    {
      start: 'nohup of a script that runs npm start',
      line: lineOf(['node'], ['npm start'], ['sh', nohup], ['bash']),
      ...{ names: ['npm start', 'sh'], ignoresHangup: true },
    },
    {
      start: 'nohup of start.js',
      line: lineOf(['node', nohup], ['bash']),
      ...{ names: [], ignoresHangup: true },
    },
    {
      start: 'start.js as the leader of a session',
      line: lineOf(['node']),
      ...{ names: [], ignoresHangup: false },
    },
  ])('$start', ({ line, names, ignoresHangup }) => {
    const found = launchersIn(line)
    expect(found.launchers.map(({ name }) => name)).toEqual(names)
    expect(found.ignoresHangup).toBe(ignoresHangup)
  })
})

it.each([
  ...['sh', '-bash', 'dash', 'zsh', 'busybox'].map((name) => [name, true] as const),
  ...['make', 'python3', 'node', 'sshd'].map((name) => [name, false] as const),
])('%s may leave a background job behind: %s', (name, isShell) => {
  const { launchers } = launchersIn(lineOf(['node'], [name]))
  expect(launchers).toMatchObject([{ isShell, childPid: 0 }])
})

describe('the end of a launcher', () => {
  /** A script that make runs and that runs npm: what of it lives and whether the script waits, look by look. */
  const checkOf = (initiallyWaits: boolean) => {
    const alive = new Set(['npm start', 'sh', 'make'])
    let waits = initiallyWaits
    const check = openLauncherCheck(
      launchersIn(lineOf(['node'], ['npm start'], ['sh', { waits }], ['make'])).launchers,
      { isStill: ({ name }) => alive.has(name), waitsFor: () => waits },
    )
    return {
      look: () => check()?.name,
      end: (name: string) => void alive.delete(name),
      setWaits: (value: boolean) => {
        waits = value
      },
    }
  }

  it.each(['npm start', 'sh', 'make'])('counts while all wait for each other: %s', (name) => {
    const { look, end } = checkOf(true)
    expect(look()).toBeUndefined()
    end(name)
    expect([look(), look()]).toEqual([name, name])
  })

  it('counts when it came before the first look', () => {
    const { look, end } = checkOf(true)
    end('sh')
    expect(look()).toBe('sh')
  })

  it('does not count when it is a shell that left its child in the background', () => {
    const { look, end, setWaits } = checkOf(true)
    setWaits(false)
    expect([look(), look()]).toEqual([undefined, undefined])
    end('make')
    expect(look()).toBeUndefined()
    end('sh')
    expect([look(), look()]).toEqual([undefined, undefined])
    end('npm start')
    expect(look()).toBe('npm start')
  })

  it('counts when the last look before it found a shell that was being killed', () => {
    const { look, end, setWaits } = checkOf(true)
    setWaits(false)
    expect(look()).toBeUndefined()
    end('sh')
    expect([look(), look()]).toEqual(['sh', 'sh'])
  })

  it('counts again when the shell comes to wait for its child after all', () => {
    const { look, end, setWaits } = checkOf(false)
    expect(look()).toBeUndefined()
    setWaits(true)
    expect(look()).toBeUndefined()
    end('sh')
    expect(look()).toBe('sh')
  })
})
