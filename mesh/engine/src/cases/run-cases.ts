import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { caseSchema } from './case.ts'
import { type CaseOutcome, runCase } from './run-case.ts'

export interface CasesReport {
  readonly total: number
  readonly agree: number
  readonly unsupported: readonly { readonly id: string; readonly why: string }[]
  readonly disagree: readonly Omit<Extract<CaseOutcome, { kind: 'disagree' }>, 'kind'>[]
}

/**
 * Runs case files, which have one JSON object per line. Throws an error with file and line for a
 * line that is not a case.
 */
export async function runCases(files: readonly string[]): Promise<CasesReport> {
  const texts = await Promise.all(files.map(readText))
  return summarise(texts.flatMap((text, index) => outcomesOf(basename(files[index] ?? ''), text)))
}

const readText = (file: string): Promise<string> =>
  readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const reason = error.code === 'ENOENT' ? 'does not exist' : `cannot be read (${error.code})`
    throw new Error(`${file}: the file ${reason}`, { cause: error })
  })

export const outcomesOf = (file: string, text: string): readonly CaseOutcome[] =>
  text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return []
    return [runCase(parse(`${file}:${index + 1}`, line))]
  })

function parse(place: string, line: string) {
  try {
    return caseSchema.parse(JSON.parse(line))
  } catch (error) {
    throw new Error(`${place}: not a case: ${error instanceof Error ? error.message : error}`)
  }
}

const summarise = (outcomes: readonly CaseOutcome[]): CasesReport => ({
  total: outcomes.length,
  agree: outcomes.filter(({ kind }) => kind === 'agree').length,
  unsupported: outcomes.flatMap((one) =>
    one.kind === 'unsupported' ? [{ id: one.id, why: one.why }] : [],
  ),
  disagree: outcomes.flatMap((one) => {
    if (one.kind !== 'disagree') return []
    const { kind: _, ...rest } = one
    return [rest]
  }),
})
