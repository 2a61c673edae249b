import type { MeshSettings } from '../../model/settings.ts'
import type { Config } from '../config.ts'

/** Path normalisation; policies see the normalised path, and it is the one that is forwarded. */
export const pathNormalisation = ({ pathNormalization: mode }: MeshSettings): Config => ({
  normalize_path: mode !== 'NONE',
  merge_slashes: mode === 'MERGE_SLASHES' || mode === 'DECODE_AND_MERGE_SLASHES',
  path_with_escaped_slashes_action:
    mode === 'DECODE_AND_MERGE_SLASHES' ? 'UNESCAPE_AND_FORWARD' : 'KEEP_UNCHANGED',
})
