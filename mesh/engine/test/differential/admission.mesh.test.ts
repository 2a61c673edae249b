import { expect, test } from 'vitest'
import { findReference, openReference } from '../istio-reference.ts'
import { runAdmission } from './admission.ts'

const found = findReference()

/** The model does not parse CEL expressions of access log filters. */
const isUnparsed = (istio: string) => istio.includes('must be a valid CEL expression')

test.runIf('binary' in found)(
  'every damaged resource that Istio refuses is refused here',
  async () => {
    const istio = openReference('binary' in found ? found.binary : '')
    try {
      const { objects, refused, differences } = await runAdmission(istio, {
        objects: 3_000,
        seed: 1,
      })
      const accepted = differences.filter(
        (one) => one.ours === 'accepted' && !isUnparsed(one.istio),
      )
      expect(accepted).toEqual([])
      expect(refused).toBeGreaterThan(objects / 2)
      expect(refused).toBeLessThan(objects)
      // The model is stricter only about parts without effect, such as a match without a value.
      const stricter = differences.filter(({ istio: theirs }) => theirs === 'accepted')
      expect(stricter.length).toBeLessThan(objects / 100)
      expect(stricter.filter(({ object }) => object.includes('security.istio.io'))).toEqual([])
    } finally {
      await istio.close()
    }
  },
)
