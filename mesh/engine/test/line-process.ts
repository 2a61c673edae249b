import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { z } from 'zod'

const numbered = z.looseObject({ id: z.number() })

interface Pending {
  readonly resolve: (answer: unknown) => void
  readonly reject: (error: Error) => void
}

export interface LineProcess {
  /** Sends a question; several may be pending at once. */
  readonly request: (question: object) => Promise<unknown>
  readonly close: () => Promise<void>
}

/** Starts a program that answers each JSON line with a JSON line of the same `id`. */
export function startLineProcess(binary: string, args: readonly string[]): LineProcess {
  const child = spawn(binary, args, { stdio: ['pipe', 'pipe', 'pipe'] })
  const pending = new Map<number, Pending>()
  let lastId = 0
  let stderr = ''
  let ended: Error | undefined
  child.stderr.on('data', (chunk: Buffer) => {
    stderr = (stderr + chunk.toString()).slice(-4_000)
  })
  createInterface({ input: child.stdout }).on('line', (line) => {
    const answer = numbered.parse(JSON.parse(line))
    pending.get(answer.id)?.resolve(answer)
    pending.delete(answer.id)
  })
  const exited = new Promise<void>((resolve) => {
    const end = (why: string) => {
      ended = new Error(`${binary} ${why}\n${stderr}`)
      for (const { reject } of pending.values()) reject(ended)
      pending.clear()
      resolve()
    }
    child.once('error', ({ message }) => end(message))
    child.once('close', (code) => end(`ended with ${code}`))
  })
  child.stdin.on('error', () => undefined)
  return {
    request: (question) =>
      new Promise((resolve, reject) => {
        if (ended) return reject(ended)
        lastId += 1
        pending.set(lastId, { resolve, reject })
        child.stdin.write(`${JSON.stringify({ ...question, id: lastId })}\n`)
      }),
    close: async () => {
      child.stdin.end()
      await exited
    },
  }
}
