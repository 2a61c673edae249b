import { expect, it } from 'vitest'
import { fakeKubeconfig, fakeKubectl } from '../../test/fake-kubectl.ts'
import { queryInCluster } from './query.ts'
import { statementText } from './statement-text.ts'

it('the superuser in the pod of the serving Postgres is asked, with nothing of it in the arguments', async () => {
  fakeKubeconfig('prod')
  fakeKubectl(`test "$*" = "--context=prod exec --stdin --namespace=database service/postgres-rw \\
--container=postgres -- psql --quiet --no-psqlrc --set=ON_ERROR_STOP=1 --tuples-only --no-align \\
--dbname=orders" || { echo "found $*" >&2; exit 1; }
    grep -q "^execute statement(convert_from(decode('6f', 'hex'), 'UTF8'));$" && echo '[{"id":"o"}, '; echo ' {}]'`)
  const query = queryInCluster('prod')
  expect(await query('orders', 'select $1 as id', ['o'])).toEqual([{ id: 'o' }, {}])
})

it('what psql complains about is said', async () => {
  fakeKubeconfig('prod')
  fakeKubectl('echo "ERROR:  no such table" >&2; exit 1')
  await expect(queryInCluster('prod')('orders', 'select')).rejects.toThrow('ERROR:  no such table')
})

it('a context that is none is named before anything is asked', () => {
  fakeKubeconfig('prod')
  expect(() => queryInCluster('test')).toThrow('there is no context test; the kubeconfig has prod')
})

it.each(["'", '\\', ':name', '$1', '\n', '"', ';', '--', '\\!', '`id`', 'ü☂'])(
  'a value with %j adds nothing to the statement but hex digits',
  (value) => {
    const empty = statementText('select $1, $2', ['', ['']])
    const text = statementText('select $1, $2', [value, [value]])
    expect(text.replaceAll(/'[0-9a-f]*', 'hex'/g, "'', 'hex'")).toBe(empty)
  },
)

it('a slow statement puts no value into the log of Postgres', () => {
  expect(statementText('select $1', ['late'])).toMatch(/^set log_min_duration_statement = -1;\n/)
})

it('a statement without values is executed without any', () => {
  expect(statementText('select 1')).toMatch(/^execute statement;$/m)
})
