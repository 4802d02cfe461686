/** The repository: npm runs the site's scripts there, and so do its tests. */
export const root = process.cwd()
