import { expect, it } from 'vitest'
import { NotLogql, parseLogql } from './parse.ts'

it.each([
  ['{service_name="orders"}', ['service_name'], []],
  ['{a=~".+", b!="c"} |= "x" | json', ['a', 'b'], []],
  ['{a="b"} | severity_text=~"warn|error" | trace_id="1"', ['a'], ['severity_text', 'trace_id']],
  ['sum by (a) (rate({a="b"} | c="d" [1m]))', ['a'], ['c']],
])('finds the names in %s', (expression, streamLabels, fields) => {
  expect(parseLogql(expression)).toMatchObject({ streamLabels, fields })
})

it.each(['{a="b"', 'a="b"', '{a="b"} |', '', '{}', 'rate({a="b"}[1m)'])(
  'refuses what is no LogQL: %s',
  (expression) => expect(() => parseLogql(expression)).toThrow(NotLogql),
)

it('finds what labels and fields are compared with', () => {
  expect(parseLogql('{a=~"b|c", d!="e"} | f="g"').matchers).toEqual([
    { name: 'a', operator: '=~', value: 'b|c' },
    { name: 'd', operator: '!=', value: 'e' },
    { name: 'f', operator: '=', value: 'g' },
  ])
})
