import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { z } from 'zod'

const numbered = z.looseObject({ id: z.number() })

interface Waiting {
  readonly resolve: (answer: unknown) => void
  readonly reject: (error: Error) => void
}

export interface LineProcess {
  /** Many may be asked before the first is answered. */
  readonly ask: (question: object) => Promise<unknown>
  readonly close: () => Promise<void>
}

/** A program that answers lines of JSON with lines of JSON, told apart by their `id`. */
export function startLines(binary: string, args: readonly string[]): LineProcess {
  const child = spawn(binary, args, { stdio: ['pipe', 'pipe', 'pipe'] })
  const waiting = new Map<number, Waiting>()
  let asked = 0
  let complaint = ''
  let ended: Error | undefined
  child.stderr.on('data', (chunk: Buffer) => {
    complaint = (complaint + chunk.toString()).slice(-4_000)
  })
  createInterface({ input: child.stdout }).on('line', (line) => {
    const answer = numbered.parse(JSON.parse(line))
    waiting.get(answer.id)?.resolve(answer)
    waiting.delete(answer.id)
  })
  const exited = new Promise<void>((resolve) => {
    const end = (why: string) => {
      ended = new Error(`${binary} ${why}\n${complaint}`)
      for (const { reject } of waiting.values()) reject(ended)
      waiting.clear()
      resolve()
    }
    child.once('error', ({ message }) => end(message))
    child.once('close', (code) => end(`ended with ${code}`))
  })
  child.stdin.on('error', () => undefined)
  return {
    ask: (question) =>
      new Promise((resolve, reject) => {
        if (ended) return reject(ended)
        asked += 1
        waiting.set(asked, { resolve, reject })
        child.stdin.write(`${JSON.stringify({ ...question, id: asked })}\n`)
      }),
    close: async () => {
      child.stdin.end()
      await exited
    },
  }
}
