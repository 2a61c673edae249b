import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { makePlaces, socketFolder } from './places.ts'

const made: string[] = []
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true })
})

it('sockets stay in the home while their paths are short enough', () => {
  expect(socketFolder('/srv/stoa/.stoa')).toBe('/srv/stoa/.stoa/run')
})

it('a home too deep for a socket’s path gets a short folder of its own, the same each time', () => {
  const deep = `/srv/${'deep/'.repeat(20)}.stoa`
  const folder = socketFolder(deep)
  expect(folder).toMatch(/^\/tmp\/stoa-[0-9a-f]{12}$/)
  expect(socketFolder(deep)).toBe(folder)
  expect(socketFolder(`${deep}2`)).not.toBe(folder)
})

it('the length of a path is counted in bytes', () => {
  expect(socketFolder(`/srv/${'ü'.repeat(40)}`)).toMatch(/^\/tmp\//)
})

it('other users may not read a home, and may traverse its folder of sockets', () => {
  const home = join(mkdtempSync(join(tmpdir(), 'stoa-places-')), 'home')
  made.push(join(home, '..'))
  const places = makePlaces(home)
  const modeOf = (path: string) => statSync(path).mode & 0o777
  expect([places.home, places.run, places.logs, places.certs].map(modeOf)).toEqual([
    0o711, 0o711, 0o700, 0o700,
  ])
})
