import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { ObservedStatus, RequestRecord } from '@stoa/load'

/** What clients recorded. */
export interface History {
  readonly requests: readonly RequestRecord[]
  readonly seen: readonly ObservedStatus[]
}

/** A file has a line that is not of a history. */
export class UnreadableHistory extends Error {}

const isRequest = (value: object): value is RequestRecord => 'key' in value && 'outcome' in value
const isSeen = (value: object): value is ObservedStatus => 'seen' in value && 'orderId' in value

/** Reads history files. A crash may have truncated the last line, which is ignored then. @throws UnreadableHistory */
export async function readHistories(files: readonly string[]): Promise<History> {
  const requests: RequestRecord[] = []
  const seen: ObservedStatus[] = []
  for (const file of files) {
    let invalidLine: string | undefined
    let number = 0
    for await (const line of createInterface({ input: createReadStream(file) })) {
      number += 1
      if (invalidLine) throw new UnreadableHistory(invalidLine)
      if (line === '') continue
      const value = parse(line)
      if (value && isRequest(value)) requests.push(value)
      else if (value && isSeen(value)) seen.push(value)
      else
        invalidLine = `${file}:${number}: expected a record of a history, found ${line.slice(0, 80)}`
    }
  }
  return { requests, seen }
}

function parse(line: string): object | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

/** The history files in a home that were written to since its data was created, oldest first. */
export function historyFiles(home: string, dataCreatedMs: number): string[] {
  const folder = join(home, 'history')
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
    .map((name) => join(folder, name))
    .filter((file) => statSync(file).mtimeMs >= dataCreatedMs)
}
