/**
 * Why the name of an archive's entry must not be trusted, or nothing. Nothing is unpacked onto a disk here, but a
 * caller may do so by these names.
 */
export function nameFault(name: string): string | undefined {
  if (name === '') return 'an entry without a name'
  if (name.includes('\0')) return `the name ${JSON.stringify(name)}, which holds a zero byte`
  if (name.includes('\\')) return `the name "${name}", which holds a backslash`
  if (name.startsWith('/') || /^[a-z]:/i.test(name)) return `the absolute name "${name}"`
  if (name.split('/').includes('..')) return `the name "${name}", which leads out of the archive`
  return undefined
}
