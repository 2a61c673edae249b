import { replaceModule } from './replace.ts'

replaceModule('/packages/events/src/inbox.ts', new URL('./failing-inbox.ts', import.meta.url))
