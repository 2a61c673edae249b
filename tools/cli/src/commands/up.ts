import { join } from 'node:path'
import { startUsage } from '@stoa/run'
import { type Command, repositoryRoot } from '@stoa/topology'

export const up: Command = {
  name: 'up',
  summary: 'start everything (the same as npm start)',
  usage: startUsage.replaceAll('npm start --', 'stoa up'),
  async run(args) {
    if (!process.execve) throw new Error('this needs the pinned Node; use npm start')
    const start = join(repositoryRoot, 'tools/run/bin/start.js')
    return process.execve(process.execPath, [process.execPath, start, ...args], process.env)
  },
}
