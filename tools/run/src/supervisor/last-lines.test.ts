import { expect, it } from 'vitest'
import { lastLines } from './last-lines.ts'

const before = Array.from({ length: 40 }, (_, index) => `{"msg":"request ${index}"}`)

const syntaxError = `file:///stoa/services/payments/src/main.ts:141
const = 5
      ^

SyntaxError [ERR_INVALID_TYPESCRIPT_SYNTAX]: Unexpected token
    at parseTypeScript (node:internal/modules/typescript:61:36)
    at processTypeScriptCode (node:internal/modules/typescript:129:37)
    at Object.stripTypeScriptModuleTypes (node:internal/modules/typescript:172:22)
    at stripTypeScriptModuleTypes (node:internal/modules/esm/translators:35:49)
    at ModuleLoader.<anonymous> (node:internal/modules/esm/translators:684:29)
    at #translate (node:internal/modules/esm/loader:441:20)
    at afterLoad (node:internal/modules/esm/loader:509:29)
    at ModuleLoader.loadAndTranslate (node:internal/modules/esm/loader:514:12)
    at #getOrCreateModuleJobAfterResolve (node:internal/modules/esm/loader:567:36)
    at afterResolve (node:internal/modules/esm/loader:614:52) {
  code: 'ERR_INVALID_TYPESCRIPT_SYNTAX'
}

Node.js v26.10.0`

const failedMigration = `/stoa/node_modules/pg-protocol/src/parser.ts:368
      const message = new DatabaseError(messageValue, length, name)
                      ^

error: syntax error at or near "creat"
    at Parser.parseErrorMessage (/stoa/node_modules/pg-protocol/src/parser.ts:368:19)
    at Socket.emit (node:events:508:28)
    at PostgresConnection.executeQuery (file:///stoa/node_modules/kysely/dist/driver.js:77:28)
    at async Object.up (file:///stoa/packages/postgres/src/migration.ts:12:5)
    at async migrateAtStart (file:///stoa/packages/postgres/src/migrate.ts:40:3)
    at async file:///stoa/services/loyalty/src/main.ts:33:1 {
  length: 95,
  severity: 'ERROR',
  code: '42601',
${['detail', 'hint', 'where', 'schema', 'table', 'column', 'dataType', 'constraint'].map((name) => `  ${name}: undefined,\n`).join('')}  file: 'scan.l',
  line: '1237',
  routine: 'scanner_yyerror'
}

Node.js v26.10.0
`

it.each([
  ['a syntax error', syntaxError, ['main.ts:141', 'Unexpected token']],
  ['a failed migration', failedMigration, ['error: syntax error at', 'main.ts:33:1 {', "'42601'"]],
])('tell the cause of %s, and where it is', (_, report, said) => {
  const lines = lastLines([...before, report].join('\n')).join('\n')
  for (const part of said) expect(lines).toContain(part)
})

it('leave out frames of Node and of dependencies, and fields without a value', () => {
  const lines = lastLines(failedMigration).join('\n')
  expect(lines).not.toMatch(/node:events|kysely|undefined/)
  expect(lines).toContain('packages/postgres/src/migrate.ts:40:3')
})

it('are few, and cut', () => {
  const lines = lastLines([...before, 'x'.repeat(1_000)].join('\n'))
  expect([lines.length, lines.at(-1)]).toEqual([24, 'x'.repeat(300)])
  expect(lastLines('')).toEqual([])
})
