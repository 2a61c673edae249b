import { defineConfig } from 'vitest/config'
import { find } from './tools/run/bin/ensure.js'
import { LongestFirst } from './tools/run/test/longest-first.ts'

const { envoy } = await find()
const roots = '{packages,services,mesh,observability,tools}'
const real = ['db', 'mesh', 'e2e'].map((kind) => `${roots}/**/*.${kind}.test.ts`)
const never = ['**/node_modules/**', '**/.stoa/**']

/**
 * One project for each kind of test, told apart by the end of the file's name. Tests that wait for a database or a platform have more workers than two
 * cores; those of the mesh are busy with two.
 */
export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'unit',
          isolate: false,
          setupFiles: './tools/run/test/share-process.ts',
          include: [`${roots}/**/*.test.ts`],
          exclude: [...never, ...real],
          maxWorkers: 3,
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'db',
          include: [`${roots}/**/*.db.test.ts`],
          exclude: never,
          globalSetup: './tools/run/test/global-setup.ts',
          maxWorkers: 3,
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'mesh',
          include: [`${roots}/**/*.mesh.test.ts`],
          exclude: never,
          env: envoy ? { STOA_ENVOY: envoy } : {},
          maxWorkers: 2,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'e2e',
          include: [`${roots}/**/*.e2e.test.ts`],
          exclude: never,
          maxWorkers: 3,
          testTimeout: 300_000,
          hookTimeout: 300_000,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
})
