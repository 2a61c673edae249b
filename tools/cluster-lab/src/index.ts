export { labCommand } from './command.ts'
