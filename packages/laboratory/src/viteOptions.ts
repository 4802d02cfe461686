/**
 * What Vite has to know to bundle the laboratory: its worker loads parts of itself later, which only ES modules
 * can. For the site's configuration, and for the page of the browser test.
 */
export const viteOptions = {
  worker: { format: 'es' },
} as const
