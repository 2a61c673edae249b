import { Ajv } from 'ajv'
import { expect, it } from 'vitest'
import { strictSchema } from './strict-schema.ts'

const openApi = {
  components: {
    schemas: {
      'org.example.v1.Job': {
        description: 'a job',
        type: 'object',
        properties: {
          apiVersion: { type: 'string' },
          kind: { type: 'string' },
          metadata: { allOf: [{ $ref: '#/components/schemas/org.example.Meta' }], default: {} },
          spec: {
            type: 'object',
            properties: {
              port: { 'x-kubernetes-int-or-string': true },
              rule: {
                ...{ type: 'object', properties: { a: { type: 'string' }, b: {} } },
                oneOf: [{ required: ['a'] }, { required: ['b'], properties: { b: {} } }],
              },
              free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
              labels: { type: 'object', additionalProperties: { type: 'string' } },
              maybe: { type: 'string', nullable: true },
            },
          },
          status: { type: 'object' },
        },
        'x-kubernetes-group-version-kind': [{ group: 'example.org', version: 'v1', kind: 'Job' }],
      },
      'org.example.Meta': {
        ...{ type: 'object', properties: { name: { type: 'string' } } },
        required: ['name'],
      },
    },
  },
}
const schema = strictSchema(openApi, { apiVersion: 'example.org/v1', kind: 'Job' })
const validate = new Ajv({ strict: false }).compile(schema)
const job = (spec: object, more: object = {}) =>
  validate({ apiVersion: 'example.org/v1', kind: 'Job', metadata: { name: 'a' }, spec, ...more })

it('a kind is described without prose, and what it permits is valid', () => {
  expect(JSON.stringify(schema)).not.toContain('a job')
  expect(job({ port: 80, rule: { a: 'x' }, free: { any: 1 }, labels: { a: 'b' } })).toBe(true)
  expect(job({ port: 'http', rule: { b: 1 }, maybe: null })).toBe(true)
})

it.each([
  ['a field that it does not know', { prot: 80 }],
  ['one in an object of alternatives', { rule: { a: 'x', c: 1 } }],
  ['both alternatives', { rule: { a: 'x', b: 1 } }],
  ['a wrong type', { labels: { a: 1 } }],
  ['a number where an integer or a text is', { port: 1.5 }],
])('%s is refused', (_, spec) => {
  expect(job(spec)).toBe(false)
})

it('a status, another version, and an object without a name are refused', () => {
  expect(job({}, { status: {} })).toBe(false)
  expect(job({}, { apiVersion: 'example.org/v2' })).toBe(false)
  expect(job({}, { metadata: {} })).toBe(false)
  expect(() => strictSchema(openApi, { apiVersion: 'example.org/v1', kind: 'Cat' })).toThrow(
    'the API server describes no Cat of example.org/v1',
  )
})
