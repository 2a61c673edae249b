import { replaceModule } from './replace.ts'

replaceModule('/packages/events/src/inbox.ts', new URL('./inbox-off.ts', import.meta.url))
