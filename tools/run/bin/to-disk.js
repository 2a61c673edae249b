import { runCommand } from './run-command.js'

/**
 * Waits until what was just brought is on the disk, where the system can tell (GNU sync). Left to itself it is
 * written half a minute later, while the first orders wait for the same disk.
 * @param {string} path
 */
export const toDisk = (path) => runCommand('sync', ['-f', path])
