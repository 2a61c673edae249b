import { expect, it } from 'vitest'
import { requireDefaults } from './require-defaults.ts'

const schema = {
  properties: {
    level: { type: 'string' },
    optional: { type: 'string' },
    stop: { $ref: '#/definitions/stop' },
    labels: { type: 'object', additionalProperties: { type: 'string' } },
  },
  definitions: { stop: { type: 'object', properties: { seconds: {}, never: {} } } },
}

it('every key that has a default is required, and no other', () => {
  const defaults = { level: 'info', stop: { seconds: 5 }, labels: { app: 'a' } }
  expect(requireDefaults(schema, defaults)).toEqual({
    ...schema,
    properties: {
      ...schema.properties,
      stop: { ...schema.definitions.stop, required: ['seconds'] },
    },
    required: ['level', 'stop', 'labels'],
  })
})

it('a schema without defaults stays as it is', () => {
  expect(requireDefaults(schema, {})).toEqual(schema)
})
