import { expect, test } from 'vitest'
import { readActiveFaults } from './faults-client.ts'

test('names the socket and the next step when no mesh listens on it', async () => {
  const socket = '/nonexistent/mesh.sock'
  await expect(readActiveFaults(socket)).rejects.toThrow(
    `the mesh at ${socket} does not respond; \`npx stoa status\` shows what is running: connect ENOENT`,
  )
})
