import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { exportedFile } from './exported.ts'
import { loadsUnnamed, specifiersIn } from './specifiers.ts'
import { reachableFiles } from './trace.ts'

it.each([
  ["import a from 'x'", ['import x']],
  ['import{a}from"x";export*from"./y.js"', ['import x', 'import ./y.js']],
  ["import './z.css'\nawait import('w')", ['import ./z.css', 'import w']],
  ["const a = __importStar(require('x'))", ['require x']],
  ['// nothing', []],
])('the modules that %s names', (text, expected) => {
  expect(specifiersIn(text).map(({ kind, name }) => `${kind} ${name}`)).toEqual(expected)
})

it.each([
  ["require('x')", false],
  ["import a from 'x'", false],
  ['import(name)', true],
  ["require(join('a', b))", true],
  ["readFileSync(__dirname + '/x')", true],
  ["new URL('x', import.meta.url)", true],
  ["createRequire('/')", true],
])('%s loads what it does not name: %s', (text, expected) => {
  expect(loadsUnnamed(text)).toBe(expected)
})

const exports = {
  '.': {
    browser: './browser.mjs',
    node: { types: './index.d.ts', import: './index.mjs', require: './index.cjs' },
    default: './other.js',
  },
  './parts/*': './es/*.js',
  './parts/hidden': null,
}

it.each([
  ['.', 'import', './index.mjs'],
  ['.', 'require', './index.cjs'],
  ['./parts/a/b', 'import', './es/a/b.js'],
  ['./parts/hidden', 'import', undefined],
  ['./elsewhere', 'import', undefined],
] as const)('of the exports Node takes for %s by %s %s', (path, kind, expected) => {
  expect(exportedFile(exports, path, kind)).toBe(expected)
})

/** A service that imports `exported`, in files of its folder below `node_modules`. */
function reached(files: Readonly<Record<string, string>>, used: string): string[] {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'stoa-trace-')))
  onTestFinished(() => rmSync(root, { recursive: true }))
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
    return join(root, path)
  }
  const main = write('services/a/src/main.ts', used)
  const folder = join(root, 'node_modules/exported')
  const all = Object.entries(files).map(([path, text]) =>
    write(`node_modules/exported/${path}`, text),
  )
  return [...reachableFiles([main], [{ folder, files: all }])]
    .filter((file) => file !== main)
    .map((file) => relative(folder, file))
    .sort()
}

const several = {
  'package.json': JSON.stringify({ name: 'exported', exports: exports['.'] }),
  'index.mjs': "export * from './deep.mjs'",
  'deep.mjs': '',
  'index.cjs': "require('./deep')",
  'deep.js': '',
  'browser.mjs': '',
  'barcode.ps': '',
}

it('of a package with several builds the one that its user loads is reached, whole', () => {
  expect(reached(several, "import a from 'exported'")).toEqual(['deep.mjs', 'index.mjs'])
  expect(reached(several, "const a = require('exported')")).toEqual(['deep.js', 'index.cjs'])
})

it('of a package that reads what it does not name every file is reached', () => {
  const reading = { ...several, 'deep.mjs': 'readFileSync(import.meta.dirname)' }
  expect(reached(reading, "import a from 'exported'")).toEqual(Object.keys(several).sort())
})

it('a package that nothing names is reached, since it may be read by its path', () => {
  expect(reached(several, 'readFileSync(path)')).toEqual(Object.keys(several).sort())
})
