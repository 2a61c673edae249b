import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { repositoryRoot } from '@stoa/topology'
import { expect, it, onTestFinished } from 'vitest'
import { linkRunbooks, ruleFilesIn } from './rule-files.ts'

const read = (files: readonly string[]) => files.map((file) => readFileSync(file, 'utf8')).join('')
const pagesIn = (text: string) => text.match(/runbook_url: \S+/g) ?? []

it('every alert links to its runbook below the URL that is given', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stoa-runbooks-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const files = ruleFilesIn(join(repositoryRoot, 'observability'))
  const copies = linkRunbooks(files, join(folder, 'rules'), 'https://docs.example/runbooks/')
  expect(new Set(copies).size).toBe(files.length)
  const pages = pagesIn(read(files))
  expect(pages.length).toBeGreaterThan(50)
  expect(pagesIn(read(copies))).toEqual(
    pages.map((page) => page.replace('docs/runbooks', 'https://docs.example/runbooks')),
  )
})
