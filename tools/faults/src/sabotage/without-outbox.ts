import { replaceModule } from './replace.ts'

replaceModule('/packages/events/src/outbox.ts', new URL('./outbox-off.ts', import.meta.url))
