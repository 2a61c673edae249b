import { expect, test } from 'vitest'
import { findReference, openReference } from '../istio-reference.ts'
import { runAdmission } from './admission.ts'

const found = findReference()

/** We do not read expressions of access-log filters; where one counts, the compiler refuses the field. */
const unread = (istio: string) => istio.includes('must be a valid CEL expression')

test.runIf('binary' in found)(
  'what Istio refuses of damaged resources is refused here',
  async () => {
    const istio = openReference('binary' in found ? found.binary : '')
    try {
      const { objects, refused, differences } = await runAdmission(istio, {
        objects: 3_000,
        seed: 1,
      })
      const accepted = differences.filter((one) => one.ours === 'accepted' && !unread(one.istio))
      expect(accepted).toEqual([])
      expect(refused).toBeGreaterThan(objects / 2)
      expect(refused).toBeLessThan(objects)
      // Where we are stricter it is about parts that say nothing, such as a match without a value.
      const stricter = differences.filter(({ istio: theirs }) => theirs === 'accepted')
      expect(stricter.length).toBeLessThan(objects / 100)
      expect(stricter.filter(({ object }) => object.includes('security.istio.io'))).toEqual([])
    } finally {
      await istio.close()
    }
  },
)
