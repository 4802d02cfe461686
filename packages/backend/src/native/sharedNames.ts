import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PlanishError } from '@planish/core'

/** As tfjs-node has it: a set that all workers of a process insert into, with nothing that makes them take turns. */
const unguarded = 'static std::set<std::string> ATTR_NAME_SET;'

/** What stands there instead. An element of a set stays where it is, so only the insertion needs the lock. */
export const guarded = `static struct {
  std::pair<std::set<std::string>::iterator, bool> insert(const char *name) {
    std::lock_guard<std::mutex> lock(mutex);
    return names.insert(name);
  }
  std::mutex mutex;
  std::set<std::string> names;
} ATTR_NAME_SET;`

/**
 * Makes tfjs-node's binding safe for several workers at once: without this, two that name an attribute for the first
 * time in the same moment sometimes end the process with a segmentation fault.
 *
 * @param folder - the installation, with tfjs-node's sources in it
 * @throws `backend`: the sources are not those that this knows
 */
export async function guardSharedNames(folder: string): Promise<void> {
  const file = join(folder, 'tfjs-node', 'binding', 'tfjs_backend.cc')
  const text = await readFile(file, 'utf8')
  if (text.includes(guarded)) return
  if (!text.includes(unguarded)) {
    throw new PlanishError(
      'backend',
      `${file} is not the source that Planish knows`,
      'planish backend install native --force',
    )
  }
  await writeFile(file, `#include <mutex>\n${text.replace(unguarded, guarded)}`)
}
