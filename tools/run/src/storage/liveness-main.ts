import { livenessServer } from './liveness.ts'
import { openStorageProbe } from './probe.ts'

const setting = (name: string): string => {
  const value = process.env[name]
  if (!value) throw new Error(`${name} is not set`)
  return value
}

const port = Number(setting('PORT'))
const probe = await openStorageProbe({
  url: setting('NATS_URL'),
  seed: setting('NATS_NKEY_SEED'),
  storeDir: setting('STORE_DIR'),
})
const server = livenessServer(probe).listen(port)
process.once('SIGTERM', () => {
  server.close()
  void probe.close().then(() => process.exit(0))
})
