import { gauge } from './metrics.ts'
import { readGauges } from './readings.ts'
import { readSpace, type Volume } from './volumes.ts'

const labels = { volume: { max: 8 } }

const free = gauge({
  name: 'data_volume_free_bytes',
  help: 'Free space for programs without privileges on a volume',
  labels,
})

const size = gauge({ name: 'data_volume_size_bytes', help: 'Size of a volume', labels })

const spaceOf = async ({ name, path }: Volume) => ({ volume: name, ...(await readSpace(path)) })

/** A volume that cannot be read is left out. */
export const measureVolumes = (volumes: readonly Volume[]): void =>
  readGauges('data volumes', {
    gauges: [free, size],
    read: () => Promise.allSettled(volumes.map(spaceOf)),
    show(known) {
      for (const one of known) {
        if (one.status === 'rejected') continue
        const { volume, freeBytes, sizeBytes } = one.value
        free.set({ volume }, freeBytes)
        size.set({ volume }, sizeBytes)
      }
    },
  })
