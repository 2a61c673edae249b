export type { Command } from '@stoa/topology'
export { commands } from './commands.ts'
