/** Whether the environment forbids downloads: `PLANISH_OFFLINE` is set, and not to 0. */
export const offlineByEnvironment = (env: NodeJS.ProcessEnv = process.env): boolean =>
  env.PLANISH_OFFLINE !== undefined && !['', '0'].includes(env.PLANISH_OFFLINE)
